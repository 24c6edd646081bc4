import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { FromEndpoint } from "./served-endpoint.ts";

const SCRIPT = fileURLToPath(new URL("served-endpoint.ts", import.meta.url));

/** The endpoint under test, in a process of its own. */
export class FuzzedProcess {
  readonly #child: ChildProcess;
  /** What it told its user. */
  readonly notices: string[] = [];
  readonly url: URL;

  private constructor(child: ChildProcess, url: URL) {
    this.#child = child;
    this.url = url;
    child.on("message", (message: FromEndpoint) => {
      if (message.kind === "notice") this.notices.push(message.message);
    });
  }

  /** Starts it; resolves when it listens. */
  static async start(): Promise<FuzzedProcess> {
    const child = fork(SCRIPT, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    const [message] = (await once(child, "message")) as [FromEndpoint];
    if (message.kind !== "url") throw new Error(`The endpoint said ${JSON.stringify(message)} before its URL`);
    return new FuzzedProcess(child, new URL(message.url));
  }

  /** How it ended, or undefined while it runs. */
  get ended(): string | undefined {
    const { exitCode, signalCode } = this.#child;
    return exitCode === null && signalCode === null ? undefined : `exit code ${exitCode}, signal ${signalCode}`;
  }

  /** Bytes of memory that it holds. */
  memory(): Promise<number> {
    return new Promise((resolve) => {
      const listen = (message: FromEndpoint): void => {
        if (message.kind !== "memory") return;
        this.#child.off("message", listen);
        resolve(message.rss);
      };
      this.#child.on("message", listen);
      this.#child.send({ kind: "memory" });
    });
  }

  /** Ends it in order, or by force where it does not answer. */
  async stop(): Promise<void> {
    if (this.ended !== undefined) return;
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), 10_000);
    await exited;
    clearTimeout(timer);
  }
}
