import { once } from "node:events";
import { connect } from "node:net";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Bus } from "../../../../dev/trace/bus.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { Functions, makeRole } from "./support.ts";

const root = mkdtempSync(join(tmpdir(), "inspector-"));
let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let functions: Functions;
let address = "";

beforeAll(async () => {
  const bus = new Bus();
  bus.on("notice", ({ message }) => (address = /at (127\.0\.0\.1:\d+)/.exec(message)?.[1] ?? address));
  endpoint = await startTestEndpoint({ bus, settings: { inspectPort: 0 } });
  functions = new Functions(endpoint.client, await makeRole(endpoint.client, "inspected-role"));
});
afterAll(async () => {
  await endpoint.stop();
  rmSync(root, { recursive: true, force: true });
});

const Targets = v.tuple([v.object({ webSocketDebuggerUrl: v.string() })]);
const Message = v.looseObject({
  id: v.optional(v.number()),
  method: v.optional(v.string()),
  result: v.optional(v.unknown()),
});

/** A debugger, as far as these tests need one. */
class Debugger {
  readonly #socket: WebSocket;
  readonly #messages: v.InferOutput<typeof Message>[] = [];
  readonly closed: Promise<void>;
  #id = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      this.#messages.push(v.parse(Message, JSON.parse(String(data))));
    });
    this.closed = new Promise((resolve) => socket.addEventListener("close", () => resolve()));
  }

  static async attach(url: string): Promise<Debugger> {
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", reject);
    });
    return new Debugger(socket);
  }

  async send(method: string, params: object = {}): Promise<unknown> {
    const id = ++this.#id;
    this.#socket.send(JSON.stringify({ id, method, params }));
    await expect.poll(() => this.#messages.some((message) => message.id === id), { timeout: 10_000 }).toBe(true);
    return this.#messages.find((message) => message.id === id)?.result;
  }

  async untilPaused(): Promise<void> {
    await expect
      .poll(() => this.#messages.some(({ method }) => method === "Debugger.paused"), { timeout: 10_000 })
      .toBe(true);
  }

  close(): void {
    this.#socket.close();
  }
}

async function debuggerUrl(): Promise<string> {
  const response = await fetch(`http://${address}/json/list`);
  return v.parse(Targets, await response.json())[0].webSocketDebuggerUrl;
}

function build(code: string): string {
  const folder = mkdtempSync(join(root, "build-"));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "index.mjs"), code);
  return folder;
}

/** The first line of what the debugger's port answers to a WebSocket, or to another request. */
async function firstLine(path: string, headers: Record<string, string>): Promise<string> {
  const [host = "", port = ""] = address.split(":");
  const socket = connect(Number(port), host);
  const lines = Object.entries({ host: address, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`);
  const [bytes] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return bytes.toString("latin1").split("\r\n")[0] ?? "";
}

test("no page runs code by it: it looks at the name, the origin and the path", async () => {
  await functions.create("guarded", "export const handler = async () => 1;");
  await functions.invoke("guarded");
  const { pathname } = new URL(await debuggerUrl());
  expect(pathname).toMatch(/^\/[0-9a-f]{32}$/);
  const upgrade = {
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": Buffer.alloc(16).toString("base64"),
  };
  const FORBIDDEN = "HTTP/1.1 403 Forbidden";
  const page = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
  const rebound = { host: "rebind.evil.example:9229" };
  const own = { origin: `http://${address}` };
  for (const sender of [
    page,
    { "sec-fetch-site": "cross-site" },
    rebound,
    { ...rebound, origin: "devtools://devtools" },
  ]) {
    expect([sender, await firstLine(pathname, { ...upgrade, ...sender })]).toEqual([sender, FORBIDDEN]);
    expect([sender, await firstLine("/json/list", sender)]).toEqual([sender, FORBIDDEN]);
  }
  for (const path of ["/doppelface", "/", `${pathname}0`, pathname.slice(0, -1)]) {
    expect([path, await firstLine(path, upgrade)]).toEqual([path, FORBIDDEN]);
  }
  const SWITCHED = "HTTP/1.1 101 Switching Protocols";
  for (const sender of [{}, { origin: "devtools://devtools" }, own]) {
    expect([sender, await firstLine(pathname, { ...upgrade, ...sender })]).toEqual([sender, SWITCHED]);
  }
});

test("a paused handler does not time out, and answers when it goes on", async () => {
  await functions.create("paused", "export const handler = async () => { debugger; return 'went on'; };", {
    Timeout: 1,
  });
  // Without a debugger the statement does nothing.
  expect((await functions.invoke("paused")).answer).toBe("went on");
  const attached = await Debugger.attach(await debuggerUrl());
  await attached.send("Debugger.enable");
  const answer = functions.invoke("paused", {}, { LogType: "Tail" });
  await attached.untilPaused();

  await new Promise((resolve) => setTimeout(resolve, 1500));
  await attached.send("Debugger.resume");

  const { answer: went, log } = await answer;
  expect(went).toBe("went on");
  expect(log).not.toMatch(/[Dd]ebugger/);
  attached.close();
});

test("a handler that takes too long is ended again once the debugger has gone", async () => {
  await functions.create("slow", "export const handler = () => new Promise((go) => setTimeout(go, 60_000));", {
    Timeout: 1,
  });
  const slow = functions.invoke("slow");
  expect(await slow).toMatchObject({ error: "Unhandled", answer: { errorType: "Sandbox.Timedout" } });
});

test("the address stays over a reload, and leads to the process with the new code", async () => {
  await functions.create("reloaded", "export const handler = async () => 0;");
  await functions.hotReload(
    "reloaded",
    build("globalThis.label = 'one'; export const handler = async () => process.pid;"),
  );
  await functions.invoke("reloaded");
  const url = await debuggerUrl();
  const before = await Debugger.attach(url);
  const evaluate = { expression: "globalThis.label", returnByValue: true };
  expect(await before.send("Runtime.evaluate", evaluate)).toMatchObject({ result: { value: "one" } });

  await functions.hotReload(
    "reloaded",
    build("globalThis.label = 'two'; export const handler = async () => process.pid;"),
  );
  await before.closed;

  const { answer: pid } = await functions.invoke("reloaded");
  const after = await Debugger.attach(url);
  expect(await debuggerUrl()).toBe(url);
  expect(await after.send("Runtime.evaluate", evaluate)).toMatchObject({ result: { value: "two" } });
  const ownPid = { expression: "process.pid", returnByValue: true };
  expect(await after.send("Runtime.evaluate", ownPid)).toMatchObject({ result: { value: pid } });
  after.close();
});

test("under a debugger events run one at a time", async () => {
  await functions.create("alone", "export const handler = async () => process.pid;");

  const pids = await Promise.all(Array.from({ length: 4 }, () => functions.invoke("alone")));

  expect(new Set(pids.map(({ answer }) => answer)).size).toBe(1);
});

test("a port that is in use is named, with what to do", async () => {
  const port = Number(address.split(":")[1]);
  await expect(startTestEndpoint({ settings: { inspectPort: port } })).rejects.toThrow(
    `Port ${port} for the debugger is in use. Take another one: --inspect=PORT, 0 for any.`,
  );
});
