import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import type { Functions } from "./support.ts";

/** Folders with code that is run in place, which are gone after the tests of the file that makes this. */
export class HotReloadFolders {
  /** Absolute; all folders lie in it. */
  readonly root = mkdtempSync(join(tmpdir(), "hot-reload-"));
  #made = 0;

  constructor() {
    afterAll(() => rmSync(this.root, { recursive: true, force: true }));
  }

  /** A folder with code, and the packages that it names for spares. */
  build(code: string, preload?: string): string {
    const folder = join(this.root, String(++this.#made));
    mkdirSync(folder);
    writeFileSync(join(folder, "index.mjs"), code);
    if (preload !== undefined) writeFileSync(join(folder, "preload.mjs"), preload);
    return folder;
  }

  /** A module for spares that imports a package, and leaves a file when that is done. */
  preloadOf(name: string): { preload: string; ready: () => Promise<void> } {
    const mark = join(this.root, `spare-${++this.#made}`);
    const preload = `await import("${name}"); (await import("node:fs")).writeFileSync(${JSON.stringify(mark)}, "");`;
    return { preload, ready: () => expect.poll(() => existsSync(mark), { timeout: 10_000 }).toBe(true) };
  }
}

/** Has somebody at work on a function, for whom its next code is loaded ahead: it has an environment. */
export async function beginWork(on: Functions, name: string): Promise<void> {
  await on.invoke(name);
}
