import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join, relative } from "node:path";

/** What an assembly is made of, beside the context. */
const SOURCES = ["infra", "handler"];
const SETTINGS = ["package.json", "package-lock.json", "tsconfig.json"];

/**
 * A name for what the sources of this project's template as they are now make with something else, by their contents: 32
 * hexadecimal digits. A copy of a project has the same.
 * @param others what else it is made of, as JSON
 */
export async function hashSources(project: string, others: unknown): Promise<string> {
  const files = (await Promise.all(SOURCES.map((folder) => filesIn(join(project, folder))))).flat();
  files.push(...SETTINGS.map((name) => join(project, name)));
  const hash = createHash("sha256");
  hash.update(JSON.stringify(others));
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
