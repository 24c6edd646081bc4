import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import type { App } from "../app.ts";
import { appEnvironment } from "./app-environment.ts";
import type { CdkSettings } from "./cdk-settings.ts";
import { fileStates } from "./file-states.ts";
import { isMade } from "./made-files.ts";
import { hashSources } from "./source-hash.ts";

/** What an app has read besides the files of its folder. */
const Reads = v.object({
  /** Absolute paths of files and folders. */
  paths: v.array(v.string()),
  /** Names of variables; undefined for all of them. */
  variables: v.optional(v.array(v.string())),
});

/** What an app has read besides the files of its folder. */
export type Reads = v.InferOutput<typeof Reads>;

/** Variables that differ from one terminal to the next. */
const OF_TERMINAL = /^(PWD|OLDPWD|SHLVL|_|TERM.*|COLUMNS|LINES|WINDOWID|SSH_.*|npm_.*|VITEST.*|INIT_CWD)$/;
const MOST_READS = 64;

/** Names the assembly that an app makes of its sources as they are now, as far as it is known what it reads. */
export class AssemblyKey {
  readonly #file: string;
  readonly #base: string;
  readonly #app: App;

  private constructor(app: App, cache: string, base: string) {
    this.#app = app;
    this.#base = base;
    this.#file = join(`${cache}-reads`, `${base}.json`);
  }

  /** @param context what the app is run with */
  static async of(
    app: App,
    cache: string,
    { command, build, compiles, outputs }: CdkSettings,
    context: Readonly<Record<string, unknown>>,
  ): Promise<AssemblyKey> {
    const about = [process.version, app.file, [command, build, Object.entries(context).toSorted(byName)]];
    const isLeft = (path: string): boolean => (compiles ? isMade(path, outputs) : outputs.includes(path));
    const base =
      app.command === undefined
        ? digest([about, await fileStates([app.folder], isLeft), await fileStates(lockFiles(app))])
        : await hashSources(app.project, about);
    return new AssemblyKey(app, cache, base);
  }

  /** 32 hexadecimal digits. */
  async name(): Promise<string> {
    const { paths, variables } = await this.#reads();
    const all = Object.entries(appEnvironment(this.#app).variables);
    const read = variables === undefined ? undefined : new Set(variables);
    const values = all.filter(([name]) => (read === undefined ? !OF_TERMINAL.test(name) : read.has(name)));
    return digest([this.#base, values.toSorted(byName), await fileStates(paths)]);
  }

  /** Takes note of what a run has read. */
  async remember(reads: Reads): Promise<void> {
    const folder = join(this.#file, "..");
    await mkdir(folder, { recursive: true });
    const names = await readdir(folder);
    if (names.length > MOST_READS) await Promise.all(names.map((name) => rm(join(folder, name), { force: true })));
    const own = `${this.#file}.${process.pid}`;
    await writeFile(own, JSON.stringify(reads));
    await rename(own, this.#file);
  }

  async #reads(): Promise<Reads> {
    const text = await readFile(this.#file, "utf8").catch(() => undefined);
    return text === undefined ? { paths: [] } : v.parse(Reads, JSON.parse(text));
  }
}

function lockFiles({ project }: App): string[] {
  return ["package.json", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "tsconfig.json"].map((name) =>
    join(project, name),
  );
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 32);
}
