import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { Bus } from "../../dev/trace/bus.ts";
import type { DevEvent } from "../../dev/trace/events.ts";
import { type ClientConfig, clientConfig } from "../support/endpoint.ts";
import { type OwnedProcess, startProcess } from "./child-process.ts";
import { own } from "./owned.ts";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

const Ready = v.object({
  endpoint: v.string(),
  bucket: v.optional(v.string(), ""),
  table: v.optional(v.string(), ""),
  picturesTable: v.optional(v.string(), ""),
});
type Ready = v.InferOutput<typeof Ready>;

const Line = v.object({ event: v.optional(v.looseObject({ type: v.string() })), ready: v.optional(Ready) });

/** A running `doppelface up`, as a user has it: a process of its own. */
export interface BenchEnvironment extends AsyncDisposable {
  readonly pid: number;
  readonly client: ClientConfig;
  readonly bucket: string;
  readonly table: string;
  readonly picturesTable: string;
  /** From the start of the process to its ready line. */
  readonly readyMs: number;
  /** Its events as they arrive. */
  readonly bus: Bus;
}

/** How `up` is started. */
export interface EnvironmentOptions {
  /** Root of the project; this one by default. */
  readonly project?: string;
  /** State folder; the default is a temporary one that goes with the environment. */
  readonly state?: string;
  /** `up` alone deploys the stack; `--no-deploy` is for what is measured without it. */
  readonly args?: readonly string[];
  /** Without its events: as a terminal has it, so that neither side spends time on them. */
  readonly quiet?: boolean;
  /** Folder for its CPU profiles. */
  readonly profile?: string | undefined;
}

/** Starts `doppelface up` on a free port and waits for its ready line. Rejects with what it said instead. */
export async function startEnvironment(options: EnvironmentOptions = {}): Promise<BenchEnvironment> {
  const folder = options.state === undefined ? await temporaryFolder() : undefined;
  const profiling = options.profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${options.profile}`];
  const state = options.state ?? folder?.path ?? "";
  const json = options.quiet === true ? [] : ["--json"];
  const args = [
    join(options.project ?? PROJECT, "dev", "cli.mjs"),
    "up",
    ...json,
    "--state",
    state,
    "--port",
    "0",
    ...(options.args ?? []),
  ];
  const startedAt = performance.now();
  const up = startProcess(process.execPath, [...profiling, ...args], settingsLeftOut(), options.project ?? PROJECT);
  const dispose = async (): Promise<void> => {
    await up[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
  };
  try {
    const bus = new Bus();
    const ready = await untilReady(up, bus, options.quiet === true);
    const readyMs = performance.now() - startedAt;
    const { endpoint, ...names } = ready;
    const client = clientConfig(endpoint);
    return { pid: up.child.pid ?? 0, client, ...names, readyMs, bus, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** A folder below the system's temporary one, gone at the end of its `await using` block. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "doppelface-bench-"));
  const owner = own(() => rm(path, { recursive: true, force: true }));
  return { path, [Symbol.asyncDispose]: () => owner[Symbol.asyncDispose]() };
}

function untilReady(up: OwnedProcess, bus: Bus, quiet: boolean): Promise<Ready> {
  const lines = createInterface({ input: up.child.stdout });
  return new Promise((resolve, reject) => {
    lines.on("line", (text) => {
      const { event, ready } = quiet ? { event: undefined, ready: readyOfText(text) } : v.parse(Line, JSON.parse(text));
      // The event comes from this very checkout, so its type says what else it has.
      if (event !== undefined) bus.dispatch(event as DevEvent);
      if (ready !== undefined) resolve(ready);
    });
    void up.ended.then((how) => reject(new Error(`\`doppelface up\` ended with ${how}: ${up.errors()}`)));
  });
}

/** The line for people: `ready in 0.5 s at http://127.0.0.1:4566 …`. */
function readyOfText(text: string): Ready | undefined {
  const endpoint = /^ready .*?(http:\S+\d)/.exec(text)?.[1];
  return endpoint === undefined ? undefined : { endpoint, bucket: "", table: "", picturesTable: "" };
}

/** A developer's own settings do not belong into the numbers. */
function settingsLeftOut(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(DOPPELFACE|AWS)_/.test(name)));
}
