import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join, relative } from "node:path";

/** What an assembly is made of, beside the context. */
const SOURCES = ["infra", "handler"];
const SETTINGS = ["package.json", "package-lock.json", "tsconfig.json"];

/** A name for the assembly that the sources as they are now make with a context: 32 hexadecimal digits. */
export async function hashSources(project: string, context: Readonly<Record<string, unknown>>): Promise<string> {
  const files = (await Promise.all(SOURCES.map((folder) => filesIn(join(project, folder))))).flat();
  files.push(...SETTINGS.map((name) => join(project, name)));
  const hash = createHash("sha256");
  hash.update(JSON.stringify([process.version, Object.entries(context).toSorted(([a], [b]) => (a < b ? -1 : 1))]));
  const contents = await Promise.all(files.map((file) => readFile(file)));
  for (const [at, file] of files.entries()) {
    const content = contents[at] ?? Buffer.alloc(0);
    hash.update(`\0${relative(project, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex").slice(0, 32);
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }))
    .filter(({ entry, path }) => entry.isFile() && !/[/\\](cdk\.out|node_modules)[/\\]/.test(path))
    .map(({ path }) => path)
    .toSorted();
}
