import { spawn } from "node:child_process";
import { once } from "node:events";
import { freePort } from "./free-port.ts";

const PATIENCE_MS = 30_000;

/** A running `moto_server`: an AWS emulator that is not ours. */
export interface MotoServer extends AsyncDisposable {
  readonly url: string;
}

/** Starts `moto_server` (pip install 'moto[server]') on a free port. */
export async function startMotoServer(): Promise<MotoServer> {
  const port = await freePort();
  const child = spawn("moto_server", ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  const until = performance.now() + PATIENCE_MS;
  while (!(await answers(url))) {
    if (child.exitCode !== null || performance.now() > until) throw new Error("moto_server does not come up.");
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
    return (await fetch(`${url}/moto-api/data.json`)).ok;
  } catch {
    return false;
  }
}
