import { readFile, readdir, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import type { ServiceError } from "../../errors.ts";
import { invalidParameter } from "./errors.ts";

const UNZIPPED_LIMIT = 262_144_000;

const UNIX = 3;
/** The mode stands in the upper half of an entry's attributes. */
const MODE_SHIFT = 0x10000;

/** The answer for a zip file that cannot be unpacked. */
export function unreadableZip(cause: unknown): ServiceError {
  return invalidParameter("Could not unzip uploaded file. Please check your file, then try to upload again.", cause);
}

/** The files of a zip file by their paths. Throws for one that is none, is too large, or would leave its folder. */
export async function unzip(zip: Buffer): Promise<[path: string, content: Uint8Array][]> {
  // Loaded at the first function, not when the endpoint starts.
  const fflate = await import("fflate");
  const files = await new Promise<Record<string, Uint8Array>>((resolve, reject) => {
    let size = 0;
    const filter = ({ originalSize }: { originalSize: number }): boolean => (size += originalSize) <= UNZIPPED_LIMIT;
    fflate.unzip(zip, { filter }, (error, unzipped) => {
      if (error !== null) {
        reject(unreadableZip(error));
      } else if (size > UNZIPPED_LIMIT) {
        reject(invalidParameter(`Unzipped size must be smaller than ${UNZIPPED_LIMIT} bytes`));
      } else resolve(unzipped);
    });
  });
  const entries = Object.entries(files).filter(([path]) => !path.endsWith("/"));
  for (const [path] of entries) {
    // An entry such as ../../.ssh/config would be written outside of the folder.
    if (path.startsWith("/") || path.includes("\\") || path.split("/").includes("..")) {
      throw invalidParameter(`The zip file holds a path that leaves its folder: ${path}`);
    }
  }
  if (entries.length === 0) throw invalidParameter("Uploaded file must be a non-empty zip");
  return entries;
}

/** What Python keeps of the files that it has compiled beside them. */
const COMPILED = /(^|\/)__pycache__\//;

/** The files of a folder as a zip file, without what running them has left there. */
export async function zipFolder(folder: string): Promise<Uint8Array> {
  const { zip } = await import("fflate");
  const files: Record<string, [content: Uint8Array, options: { os: number; attrs: number }]> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path);
    if (!entry.isFile() || COMPILED.test(name)) continue;
    const { mode } = await stat(path);
    files[name] = [await readFile(path), { os: UNIX, attrs: mode * MODE_SHIFT }];
  }
  return new Promise((resolve, reject) => {
    zip(files, (error, zipped) => (error === null ? resolve(zipped) : reject(error)));
  });
}
