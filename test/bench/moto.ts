import { createServer } from "node:net";
import { type ClientConfig, clientConfig } from "../support/endpoint.ts";
import { startProcess } from "./child-process.ts";

const PATIENCE = 30_000;

/** A running `moto_server`, the peer that speaks the same APIs. */
export interface Moto extends AsyncDisposable {
  readonly client: ClientConfig;
}

/** Starts `moto_server` (pip install 'moto[server]') on a free port; undefined where the machine has none. */
export async function startMoto(): Promise<Moto | undefined> {
  const port = await freePort();
  const server = startProcess("moto_server", ["-H", "127.0.0.1", "-p", String(port)], process.env);
  // Its log has a line for each request: it must be read, or the server blocks.
  server.child.stdout.resume();
  const url = `http://127.0.0.1:${port}`;
  let ended = false;
  void server.ended.then(() => (ended = true));
  const until = performance.now() + PATIENCE;
  while (!(await answers(url))) {
    if (ended || performance.now() > until) {
      await server[Symbol.asyncDispose]();
      return undefined;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { client: clientConfig(url), [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

async function answers(url: string): Promise<boolean> {
  try {
    await (await fetch(`${url}/moto-api/data.json`)).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
