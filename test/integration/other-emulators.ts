import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { freePort } from "./free-port.ts";

const PATIENCE_MS = 30_000;

/** A running AWS emulator that is not ours. */
export interface OtherEmulator extends AsyncDisposable {
  readonly url: string;
}

/** Starts `moto_server` (pip install 'moto[server]') on a free port. */
export async function startMotoServer(): Promise<OtherEmulator> {
  const port = await freePort();
  return startEmulator(spawn("moto_server", ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" }), port);
}

/** Starts MiniStack (pip install ministack) on a free port; it runs functions with the Node of this machine. */
export async function startMinistack(): Promise<OtherEmulator> {
  const port = await freePort();
  const env = { ...process.env, GATEWAY_PORT: String(port), LAMBDA_EXECUTOR: "local" };
  return startEmulator(spawn("ministack", { stdio: "ignore", env }), port);
}

/** Resolves once a started program answers at its port; disposing ends it. */
export async function startEmulator(child: ChildProcess, port: number): Promise<OtherEmulator> {
  const url = `http://127.0.0.1:${port}`;
  const until = performance.now() + PATIENCE_MS;
  while (!(await answers(url))) {
    if (child.exitCode !== null || performance.now() > until) throw new Error(`${child.spawnfile} does not come up.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url,
    async [Symbol.asyncDispose]() {
      const ended = once(child, "exit");
      child.kill();
      await ended;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).status > 0;
  } catch {
    return false;
  }
}
