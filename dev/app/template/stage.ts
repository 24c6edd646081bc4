import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, stat } from "node:fs/promises";
import { basename, join, relative } from "node:path";

/** What was put among the assets of an assembly. */
export interface Staged {
  /** 64 hexadecimal digits, of what is in it. */
  readonly hash: string;
  /** Name in the assembly's folder. */
  readonly name: string;
  readonly packaging: "zip" | "file";
}

/** What Python leaves in a folder. */
const LEFT = /(^|[/\\])__pycache__([/\\]|$)/;

/**
 * Copies code into an assembly, as `aws cloudformation package` puts it into a bucket: a folder becomes a zip archive, so
 * does a single file; an archive stays as it is.
 */
export async function stage(path: string, output: string): Promise<Staged> {
  const isFolder = (await stat(path)).isDirectory();
  const isArchive = !isFolder && /\.(zip|jar)$/.test(path);
  const hash = createHash("sha256");
  for (const file of isFolder ? await filesIn(path) : [path]) {
    hash.update(`\0${isFolder ? relative(path, file) : basename(file)}\0`).update(await readFile(file));
  }
  const digest = hash.digest("hex");
  const name = `asset.${digest}${isArchive ? ".zip" : ""}`;
  const target = join(output, name);
  if (isFolder) await cp(path, target, { recursive: true, dereference: true, filter: (from) => !LEFT.test(from) });
  else if (isArchive) await cp(path, target);
  else {
    await mkdir(target, { recursive: true });
    await cp(path, join(target, basename(path)));
  }
  return { hash: digest, name, packaging: isArchive ? "file" : "zip" };
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const paths = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  return paths.filter((path) => !LEFT.test(path)).toSorted();
}
