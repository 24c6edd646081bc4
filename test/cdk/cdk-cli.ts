import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";

/** What one run of a CLI came to. */
export interface CdkRun {
  readonly status: number | null;
  /** Both streams. */
  readonly output: string;
  /** Milliseconds from start to exit. */
  readonly ms: number;
  /** Milliseconds that the CLI says the synth took; undefined where it tells of none. */
  readonly synthMs: number | undefined;
}

/** The CLIs as they are installed: `cdklocal` (aws-cdk-local) and plain `cdk`. */
export type CdkName = "cdklocal" | "cdk";

/** A CLI in a project, pointed at an endpoint, with a home and a PATH of its own: Node is on it, Python is not. */
export class CdkCli {
  readonly name: CdkName;
  readonly #project: string;
  readonly #home = mkdtempSync(join(tmpdir(), "doppelface-cdk-home-"));
  readonly #env: Record<string, string>;

  /** @param options `path`: further folders of programs, for bundling, which calls npx */
  constructor(
    name: CdkName,
    options: { project: string; endpoint: string; region?: string; path?: readonly string[] },
  ) {
    const { project, endpoint, region = "us-east-1", path = [] } = options;
    this.name = name;
    this.#project = project;
    const bin = join(this.#home, "bin");
    mkdirSync(bin);
    symlinkSync(process.execPath, join(bin, "node"));
    // Nothing listens on the discard port: whoever asks a proxy for something outside fails at once.
    const nowhere = "http://127.0.0.1:9";
    this.#env = {
      HOME: this.#home,
      PATH: [bin, ...path].join(delimiter),
      AWS_ENDPOINT_URL: endpoint,
      ...(name === "cdklocal"
        ? { AWS_ENDPOINT_URL_S3: endpoint, AWS_ENVAR_ALLOWLIST: "AWS_REGION,AWS_DEFAULT_REGION" }
        : { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" }),
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      HTTP_PROXY: nowhere,
      HTTPS_PROXY: nowhere,
      NO_PROXY: "127.0.0.1,localhost",
    };
  }

  /** The environment that it runs in. */
  get env(): Readonly<Record<string, string>> {
    return this.#env;
  }

  /** Runs one command line in `infra/`. */
  async run(...args: string[]): Promise<CdkRun> {
    const startedAt = performance.now();
    const child = spawn(join(this.#project, "node_modules", ".bin", this.name), args, {
      cwd: join(this.#project, "infra"),
      env: this.#env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const exited = new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", resolve);
    });
    const [status, stdout, stderr] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
    const output = `${stdout}${stderr}`;
    const synth = /Synthesis time: ([\d.]+)s/.exec(output)?.[1];
    return {
      status,
      output,
      ms: performance.now() - startedAt,
      synthMs: synth === undefined ? undefined : Number(synth) * 1000,
    };
  }

  /** Removes its home. */
  [Symbol.dispose](): void {
    rmSync(this.#home, { recursive: true, force: true });
  }
}
