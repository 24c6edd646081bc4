import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PROJECT } from "../../../dev/config/project.ts";
import { clientConfig } from "../../support/endpoint.ts";
import { presigned } from "../../support/signed-request.ts";
import { Functions, makeRole } from "../services/lambda/support.ts";
import { type Listener, listenersOf } from "./listening-ports.ts";
import { SENDERS, probe } from "./probe.ts";

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
