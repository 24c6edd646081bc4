import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { expect } from "vitest";
import { type Row, listRows } from "../../dev/pipeline/rows.ts";
import { rekognitionAs } from "../../dev/rekognition/definition.ts";
import { freePort } from "../integration/free-port.ts";
import { type ClientConfig, clientConfig, startTestEndpoint } from "./endpoint.ts";
import { copyProject } from "./project.ts";

/** `doppelface up --engine localstack` as compose has it, beside an emulator that a test ends and starts again. */
export interface WatchedEmulator extends AsyncDisposable {
  /** Absolute folder of the project's copy. */
  readonly project: string;
  /** What the watch has printed, both streams. */
  readonly lines: readonly string[];
  readonly client: ClientConfig;
  /** URL of our Rekognition, which goes on whatever becomes of the emulator. */
  readonly rekognition: string;
  readonly emulator: { start(): Promise<void>; kill(signal?: NodeJS.Signals): Promise<void>; pause(is: boolean): void };
  /** Whether the watch says that a picture can be uploaded. */
  readonly isReady: () => boolean;
  readonly rows: () => Promise<Row[]>;
  drop(picture: string): Promise<void>;
}

/**
 * Starts the embedded engine in a process of its own as the emulator, Rekognition in this one, and the watch; resolves
 * once that is ready.
 * @param state whether the emulator keeps its state over a restart
 */
export async function watchEmulator(options: { state: "kept" | "forgotten" }): Promise<WatchedEmulator> {
  await using starting = new AsyncDisposableStack();
  const project = copyProject();
  starting.defer(() => rmSync(project, { recursive: true, force: true }));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const client = clientConfig(url);
  const rekognition = starting.use(
    await startTestEndpoint({
      services: [rekognitionAs({ mode: "local", pictures: { from: "remote-s3", endpoint: url } })],
      settings: { foreignKeys: true },
    }),
  );
  const state = options.state === "kept" ? ["--state", join(project, "emulator")] : ["--ephemeral"];
  const runEmulator = (): ChildProcess =>
    runCli(project, ["up", "--no-deploy", "--port", String(port), "--retry-delay", "1", ...state]);
  let child = runEmulator();
  starting.defer(async () => {
    child.kill("SIGCONT");
    await end(child, "SIGTERM");
  });
  await untilAnswers(url);
  const readyFile = join(project, "ready");
  const watch = runCli(project, ["up", "--engine", "localstack", "--endpoint", url, "--ready-file", readyFile], {
    DOPPELFACE_REKOGNITION_ENDPOINT: rekognition.url,
  });
  starting.defer(() => end(watch, "SIGTERM"));
  const lines: string[] = [];
  for (const stream of [watch.stdout, watch.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on("line", (line) => lines.push(line));
  }
  await expect.poll(() => existsSync(readyFile), { timeout: 60_000, message: lines.join("\n") }).toBe(true);
  const dynamodb = new DynamoDBClient(client);
  starting.defer(() => dynamodb.destroy());
  const running = starting.move();
  return {
    project,
    lines,
    client,
    rekognition: rekognition.url,
    emulator: {
      async start() {
        child = runEmulator();
        await untilAnswers(url);
      },
      kill: (signal = "SIGKILL") => end(child, signal),
      pause: (is) => void child.kill(is ? "SIGSTOP" : "SIGCONT"),
    },
    isReady: () => existsSync(readyFile),
    rows: () => listRows(dynamodb, "rekognitionID").catch(() => []),
    drop: (picture) => copyFile(`fixtures/pictures/${picture}`, join(project, "fixtures/inbox", picture)),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function runCli(project: string, args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [join(project, "dev/cli.mjs"), ...args], {
    cwd: project,
    env: { ...process.env, NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill(signal);
  await ended;
}

async function untilAnswers(url: string): Promise<void> {
  await expect
    .poll(
      () =>
        fetch(url).then(
          () => true,
          () => false,
        ),
      { timeout: 30_000 },
    )
    .toBe(true);
}
