import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PROJECT } from "../../../dev/config/project.ts";
import { clientConfig } from "../../support/endpoint.ts";
import { presigned } from "../../support/signed-request.ts";
import { Functions, makeRole } from "../services/lambda/support.ts";
import { type Listener, listenersOf } from "./listening-ports.ts";

// What listens is read from Linux's /proc.
const noProc = !existsSync("/proc/net/tcp");

let up: ChildProcess;
let url = "";
let debuggerPort = 0;

beforeAll(async () => {
  if (noProc) return;
  const args = ["up", "--json", "--port", "0", "--ephemeral", "--no-deploy", "--no-watch", "--inspect=0"];
  up = spawn(process.execPath, [join(PROJECT, "dev/cli.mjs"), ...args], {
    cwd: PROJECT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  url = await new Promise<string>((resolve, reject) => {
    up.once("exit", (code) => reject(new Error(`up ended with ${code}`)));
    createInterface({ input: up.stdout as NonNullable<ChildProcess["stdout"]> }).on("line", (line) => {
      const { ready } = JSON.parse(line) as { ready?: { endpoint: string } };
      debuggerPort = Number(/debugger can attach .* at 127\.0\.0\.1:(\d+)/.exec(line)?.[1] ?? debuggerPort);
      if (ready !== undefined) resolve(ready.endpoint);
    });
  });
  const functions = new Functions(clientConfig(url), await makeRole(clientConfig(url), "probed"));
  await functions.create("probed", "export const handler = async () => 'ran';");
  expect((await functions.invoke("probed")).answer).toBe("ran");
}, 90_000);

afterAll(async () => {
  if (noProc) return;
  const ended = once(up, "exit");
  up.kill("SIGTERM");
  await ended;
}, 30_000);

/** How a page may come. */
const SENDERS: Readonly<Record<string, { method: string; headers: Record<string, string>; body?: string }>> = {
  "foreign Host": { method: "GET", headers: { host: "rebind.evil.example" } },
  "foreign Host, POST": { method: "POST", headers: { host: "rebind.evil.example" }, body: "{}" },
  "foreign Origin": { method: "GET", headers: { origin: "https://evil.example", "sec-fetch-site": "cross-site" } },
  "no-cors": { method: "GET", headers: { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" } },
  "form post": {
    method: "POST",
    headers: {
      origin: "https://evil.example",
      "sec-fetch-site": "cross-site",
      "content-type": "application/x-www-form-urlencoded",
    },
    body: "Action=GetCallerIdentity&Version=2011-06-15",
  },
  "opaque form post": { method: "POST", headers: { origin: "null", "content-type": "text/plain" }, body: "{}" },
  WebSocket: {
    method: "GET",
    headers: {
      origin: "https://evil.example",
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": Buffer.alloc(16).toString("base64"),
    },
  },
  preflight: {
    method: "OPTIONS",
    headers: { origin: "https://evil.example", "access-control-request-method": "PUT" },
  },
};

/** What there is on any of the listeners, with what changes something signed as a page would sign it. */
async function paths(): Promise<string[]> {
  const query = { Action: "CreateQueue", QueueName: "planted", Version: "2012-11-05" };
  const { query: signature } = await presigned(url, { query }, { service: "sqs" });
  return [
    "/",
    `/?${new URLSearchParams(signature).toString()}`,
    "/_doppelface/traces",
    "/_doppelface/faults",
    "/_doppelface/",
    "/_doppelface/console/stream",
    "/_doppelface/console/session",
    "/_doppelface/console/aws",
    "/json/list",
    "/doppelface",
    "/2018-06-01/runtime/invocation/next",
    "/2018-06-01/runtime/init/error",
  ];
}

interface Told {
  readonly status: number;
  readonly readable: boolean;
}

/** Sends a request as it stands, on a socket of its own. */
async function probe(port: number, path: string, sender: (typeof SENDERS)[string]): Promise<Told> {
  const { method, body = "" } = sender;
  const headers = { host: `127.0.0.1:${port}`, connection: "close", ...sender.headers };
  const lines = Object.entries({ ...headers, "content-length": String(body.length) }).map(([n, v]) => `${n}: ${v}\r\n`);
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body}`);
  const head = await new Promise<string>((resolve) => {
    socket.once("data", (bytes: Buffer) => resolve(bytes.toString("latin1")));
    socket.once("close", () => resolve(""));
    setTimeout(() => resolve("HTTP/1.1 000"), 10_000).unref();
  });
  socket.destroy();
  return {
    status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0),
    readable: /^access-control-allow-origin:/im.test(head),
  };
}

function nameOf({ port, command }: Listener): string {
  if (port === Number(new URL(url).port)) return "endpoint";
  if (port === debuggerPort) return "debugger";
  return command.includes("cli") ? "Runtime API" : "Node's inspector of a function";
}

test.skipIf(noProc)(
  "no port of a running environment lets a page of another site in",
  { timeout: 120_000 },
  async () => {
    const listeners = listenersOf(up.pid ?? 0);
    // The endpoint, the debugger, the Runtime API of the function, and Node's own inspector in its process.
    expect(listeners.length).toBeGreaterThanOrEqual(4);
    const all = await paths();
    const table = [["listener", ...Object.keys(SENDERS)]];
    const wrong: string[] = [];
    for (const listener of listeners) {
      const name = nameOf(listener);
      const row = [`${name} :${listener.port}`];
      for (const [what, sender] of Object.entries(SENDERS)) {
        const told = await Promise.all(all.map((path) => probe(listener.port, path, sender)));
        told.forEach(({ status, readable }, at) => {
          // Node's own tells a list of random paths, which a page may ask for and cannot read.
          const unreadable = name.startsWith("Node's") && status === 200 && sender.method === "GET";
          const refused = status === 0 || (status >= 400 && status < 500);
          if ((!refused && !unreadable) || readable) wrong.push(`${name} ${what} ${all[at]}: ${status}`);
        });
        row.push(
          [...new Set(told.map(({ status }) => (status === 0 ? "closed" : String(status))))].toSorted().join(" "),
        );
      }
      table.push(row);
    }
    const widths = table[0]?.map((_cell, at) => Math.max(...table.map((row) => row[at]?.length ?? 0))) ?? [];
    process.stdout.write(
      `${table.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ")).join("\n")}\n`,
    );
    expect(wrong).toEqual([]);
  },
);
