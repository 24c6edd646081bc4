import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { PROJECT } from "../../dev/config/project.ts";

/** `doppelface`, as it is called in a project. */
export const CLI = join(PROJECT, "dev/cli.mjs");

/** A line of `--json`. */
interface Line {
  readonly ready?: { readonly endpoint: string; readonly bucket: string };
  readonly event?: { readonly type: string; readonly message?: string } & Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

/** What is waited for longest, in milliseconds. */
const PATIENCE_MS = 45_000;

/** `doppelface up --json` in an app's folder. */
export class UpProcess {
  readonly #folder: string;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #lines: Line[] = [];
  readonly #said: Promise<string>;
  #told: () => void = () => undefined;

  constructor(folder: string, ...args: string[]) {
    this.#folder = folder;
    this.#child = spawn(process.execPath, [CLI, "up", "--json", "--ephemeral", "--port", "0", ...args], {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: "" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#said = text(this.#child.stderr);
    createInterface({ input: this.#child.stdout }).on("line", (line) => {
      this.#lines.push(JSON.parse(line) as Line);
      this.#told();
    });
  }

  /** Its first line; the endpoint is that of all services but Rekognition. */
  async ready(patienceMs = PATIENCE_MS): Promise<NonNullable<Line["ready"]>> {
    const { ready } = await this.#next(({ ready: found }) => found !== undefined, patienceMs);
    if (ready === undefined) throw new Error("There is no such line.");
    return ready;
  }

  /** The next event of a save: `live` with something in it, or `reloadFailed`. */
  async saved(): Promise<Readonly<Record<string, unknown>>> {
    const { event } = await this.#next(({ event: found }) => {
      if (found?.type === "reloadFailed") return true;
      return found?.type === "live" && found["what"] !== "nothing";
    });
    return event ?? {};
  }

  /** Replaces a text in a file, and waits for what comes of the save. */
  save(file: string, from: string, to: string): Promise<Readonly<Record<string, unknown>>> {
    const path = join(this.#folder, file);
    const before = readFileSync(path, "utf8");
    if (!before.includes(from)) throw new Error(`${file} has no ${from}`);
    this.#lines.length = 0;
    writeFileSync(
      path,
      before.replace(from, () => to),
    );
    return this.saved();
  }

  /** Ctrl-C. Resolves with the exit code and what it said on stderr. */
  async stop(): Promise<{ code: number | null; said: string }> {
    const exited = once(this.#child, "exit") as Promise<[number | null]>;
    this.#child.kill("SIGINT");
    const [code] = await exited;
    return { code, said: await this.#said };
  }

  /** Ends it where a test has not. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.stop();
  }

  async #next(fits: (line: Line) => boolean, patienceMs = PATIENCE_MS): Promise<Line> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const at = this.#lines.findIndex(fits);
      const [line] = at < 0 ? [] : this.#lines.splice(0, at + 1).slice(-1);
      if (line !== undefined) return line;
      const failed = this.#lines.find(({ error }) => error !== undefined);
      if (failed !== undefined) throw new Error(failed.error?.message);
      if (this.#child.exitCode !== null) throw new Error(`It ended with ${this.#child.exitCode}: ${await this.#said}`);
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`Nothing came of it. Until then: ${JSON.stringify(this.#lines)}`);
      const told = new Promise<void>((resolve) => (this.#told = resolve));
      await Promise.race([told, new Promise((resolve) => setTimeout(resolve, Math.min(left, 200)))]);
    }
  }
}
