import { createHash } from "node:crypto";
import { copyFile, cp, link, mkdir, readdir, stat, symlink } from "node:fs/promises";
import { basename, dirname, join, matchesGlob, relative, sep } from "node:path";
import type { FolderSource } from "../app/app.ts";
import { openBuilds } from "./builds.ts";
import type { Code, CodeOptions } from "./code.ts";

/** What Python and macOS leave in a folder. */
const LEFT = /(^|\/)(__pycache__|\.DS_Store)(\/|$)/;

interface File {
  readonly name: string;
  readonly size: number;
  /** Differs after each write. */
  readonly state: string;
}

/**
 * The code of a function whose folder is taken as it is. What runs is a copy, so that a function never sees half of a
 * save; files that are as they were in the last copy are links to it.
 */
export async function folderCode({
  project,
  source: { path: root, exclude, packages },
  folder,
  whole = false,
}: CodeOptions & { readonly source: FolderSource }): Promise<Code> {
  const builds = await openBuilds(project, folder);
  // It is deployed as it is now.
  let last = await filesIn(root, exclude);
  let copy: string | undefined;
  return {
    async bundle() {
      const startedAt = performance.now();
      const files = await filesIn(root, exclude);
      if (digest(files) === digest(last)) return undefined;
      const target = await builds.next();
      const before = new Map(copy === undefined ? [] : last.map((file) => [file.name, file.state]));
      await inParallel(files, async ({ name, state }) => {
        const to = join(target, name);
        await mkdir(dirname(to), { recursive: true });
        if (before.get(name) === state && (await isLinked(join(copy ?? "", name), to))) return;
        await copyFile(join(root, name), to).catch(unlessGone);
      });
      if (packages !== undefined) await addPackages(packages, target, whole);
      last = files;
      copy = target;
      const bytes = files.reduce((sum, { size }) => sum + size, 0);
      return { folder: target, bytes, ms: performance.now() - startedAt };
    },
    touches: (path) =>
      path.startsWith(`${root}${sep}`) && !LEFT.test(path) && !isExcluded(relative(root, path), exclude),
    isNear: () => false,
    places: () => [root],
    dispose: () => Promise.resolve(),
    remove: () => builds.remove(),
  };
}

/** Puts what was installed beside the files, as links where functions see this machine's folders. */
async function addPackages(from: string, target: string, whole: boolean): Promise<void> {
  if (whole) {
    await cp(from, target, { recursive: true, force: false });
    return;
  }
  await inParallel(await readdir(from), async (name) => {
    const [source, to] = [join(from, name), join(target, name)];
    const there = await stat(to).catch(() => undefined);
    if (there === undefined) await symlink(source, to);
    // The function has a folder of that name too: a part of it may be the package's.
    else if (there.isDirectory()) await addPackages(source, to, whole);
  });
}

/**
 * An editor puts a file beside the one that it saves, and renames it: it may be gone by now, and is none of the code.
 */
function unlessGone(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}

async function isLinked(from: string, to: string): Promise<boolean> {
  return link(from, to).then(
    () => true,
    () => false,
  );
}

async function filesIn(root: string, exclude: readonly string[]): Promise<File[]> {
  const entries = await readdir(root, { withFileTypes: true, recursive: true });
  const names = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((name) => !LEFT.test(name) && !isExcluded(name, exclude));
  const files: File[] = [];
  await inParallel(names.toSorted(), async (name) => {
    const found = await stat(join(root, name)).catch(() => undefined);
    if (found?.isFile() === true) {
      files.push({ name, size: found.size, state: `${found.size} ${found.mtimeMs} ${found.mode}` });
    }
  });
  return files.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** As the CDK's `exclude` does by default: a pattern without a slash is one of names; one after `!` takes back. */
function isExcluded(name: string, exclude: readonly string[]): boolean {
  let excluded = false;
  for (const pattern of exclude) {
    const glob = pattern.replace(/^!/, "");
    const parts = name.split("/").map((_part, at, all) => all.slice(0, at + 1).join("/"));
    const isMet = parts.some((part) => matchesGlob(part, glob) || matchesGlob(basename(part), glob));
    if (isMet) excluded = !pattern.startsWith("!");
  }
  return excluded;
}

function digest(files: readonly File[]): string {
  return createHash("sha256").update(JSON.stringify(files)).digest("hex");
}

async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (const item of left) await work(item);
    }),
  );
}
