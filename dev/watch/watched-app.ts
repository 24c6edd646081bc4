import { join, relative, resolve, sep } from "node:path";
import type { AppFunction, DeployedApp } from "../app/deploy-app.ts";
import { compiledOf, isMade } from "../app/cdk/made-files.ts";
import type { Bundle, Code, CodeOptions } from "./code.ts";
import type { EarlyCode } from "./early-code.ts";
import { codeOf } from "./function-code.ts";
import type { Touched } from "./reload-steps.ts";

/** What npm writes when packages change: bundles leave packages out, which are loaded ahead. */
const INSTALLS = ["package-lock.json", join("node_modules", ".package-lock.json")];
/** What an app may be written in, where nobody knows what it reads. */
const SOURCES = /\.(c|m)?[jt]sx?$|\.(py|java|go|cs|fs|json|ya?ml|toml|txt)$/;

interface Watched {
  readonly of: AppFunction;
  readonly code: Code;
}

/** The functions of an app with their sources, as they are after its last deploy. */
export class WatchedApp {
  readonly project: string;
  #deployed: DeployedApp;
  readonly #options: CodeOptions;
  readonly #watched = new Map<string, Watched>();
  /** Those whose function is no more, or has other sources now. */
  readonly #left: Code[] = [];

  private constructor(deployed: DeployedApp, options: CodeOptions) {
    this.#deployed = deployed;
    this.#options = options;
    this.project = options.project;
  }

  /**
   * Resolves once the sources were read for the first time.
   * @param early what has read them already
   */
  static async open(
    deployed: DeployedApp,
    options: Omit<CodeOptions, "project">,
    early?: Pick<EarlyCode, "take">,
  ): Promise<WatchedApp> {
    const watched = new WatchedApp(deployed, { ...options, project: deployed.app.project });
    await watched.#openAll(early);
    return watched;
  }

  get deployed(): DeployedApp {
    return this.#deployed;
  }

  /** Takes up what an app has become. Resolves with the functions that were added or have other sources now. */
  async become(deployed: DeployedApp): Promise<string[]> {
    this.#deployed = deployed;
    return this.#openAll();
  }

  /** Names of the functions that a save can bring code to. */
  functions(): string[] {
    return [...this.#watched.keys()];
  }

  /** Makes a function's code. Resolves with undefined where it is the same as the last time. Throws BundleFailed. */
  async bundle(functionName: string): Promise<Bundle | undefined> {
    return this.#watched.get(functionName)?.code.bundle();
  }

  /** Absolute places to watch. */
  places(): string[] {
    const { app, functions, parts } = this.#deployed;
    const sources = [...this.#watched.values()].flatMap(({ code }) => code.places());
    const opaque = [...functions.flatMap(({ source }) => (source.kind === "opaque" ? source.paths : [])), ...parts];
    const installs = INSTALLS.map((name) => join(this.project, name));
    return [...new Set([app.folder, ...sources, ...opaque, ...installs])];
  }

  /** What a file is, by its path from the project's root. */
  touched(file: string): Touched {
    const path = resolve(this.project, file);
    const all = [...this.#watched];
    if (INSTALLS.includes(relative(this.project, path))) {
      return {
        functions: all.filter(([, { of }]) => of.source.kind === "esbuild").map(([name]) => name),
        stack: false,
      };
    }
    const own = all.filter(([, { code }]) => code.touches(path));
    const stack = this.#isOfStack(path, own.length > 0);
    const near = own.length > 0 || stack ? [] : all.filter(([, { code }]) => code.isNear(path));
    return { functions: [...own, ...near].map(([name]) => name), stack };
  }

  /** Path from the project's root of what the app reads in place of a source that a build of the user's compiles. */
  compiledOf(file: string): string | undefined {
    const { reads = [], outputs } = this.#deployed;
    const compiled = compiledOf(resolve(this.project, file), reads, outputs);
    return compiled === undefined ? undefined : relative(this.project, compiled);
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#codes().map((code) => code.dispose()));
  }

  async remove(): Promise<void> {
    await Promise.all(this.#codes().map((code) => code.remove()));
  }

  #codes(): Code[] {
    return [...[...this.#watched.values()].map(({ code }) => code), ...this.#left];
  }

  #isOfStack(path: string, isSource: boolean): boolean {
    const { app, functions, parts, reads, outputs } = this.#deployed;
    const opaque = [...functions.flatMap(({ source }) => (source.kind === "opaque" ? source.paths : [])), ...parts];
    if (path === app.file || opaque.some((place) => path === place || path.startsWith(`${place}${sep}`))) return true;
    const isInside = path.startsWith(`${app.folder}${sep}`);
    // Everything in the `infra/` of this project is the app's.
    if (app.command !== undefined) return isInside;
    if (app.kind === "cdk" && path === join(app.folder, "cdk.context.json")) return true;
    if (reads !== undefined) return reads.includes(path);
    return isInside && !isSource && SOURCES.test(path) && !isMade(path, outputs);
  }

  async #openAll(early?: Pick<EarlyCode, "take">): Promise<string[]> {
    const kept = new Set<string>();
    const renewed: string[] = [];
    await Promise.all(
      this.#deployed.functions.map(async (of) => {
        kept.add(of.name);
        const before = this.#watched.get(of.name);
        if (before !== undefined && isSame(before.of, of)) return;
        const code = (await early?.take(of.source)) ?? (await codeOf(of, this.#options));
        if (before !== undefined) this.#leave(of.name, before);
        if (code === undefined) return;
        this.#watched.set(of.name, { of, code });
        renewed.push(of.name);
      }),
    );
    for (const [name, watched] of this.#watched) if (!kept.has(name)) this.#leave(name, watched);
    return renewed;
  }

  #leave(name: string, { code }: Watched): void {
    this.#watched.delete(name);
    // Its bundles stay, since a function may run one.
    void code.dispose();
    this.#left.push(code);
  }
}

function isSame(one: AppFunction, other: AppFunction): boolean {
  return JSON.stringify(one.source) === JSON.stringify(other.source);
}
