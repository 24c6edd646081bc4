import { afterAll, beforeAll, expect, test } from "vitest";
import { type ConsoleServer, startConsoleServer } from "../../../dev/console/console-server.ts";
import { Bus } from "../../../dev/trace/bus.ts";
import { SENDERS, probe } from "../../endpoint/http/probe.ts";
import { startTestEndpoint } from "../../support/endpoint.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let server: ConsoleServer;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  server = await startConsoleServer({
    engine: "an emulator",
    connection: () => endpoint.client,
    bus: new Bus(),
    address: "127.0.0.1",
    port: 0,
    allowHost: [],
  });
});
afterAll(async () => {
  await server.stop();
  await endpoint.stop();
});

const PATHS = [
  "/",
  "/_doppelface/",
  "/_doppelface/console/session",
  "/_doppelface/console/aws",
  "/_doppelface/console/stream",
];

test.each(Object.entries(SENDERS))(
  "a console on a port of its own lets no page of another site in: %s",
  async (_who, sender) => {
    for (const path of PATHS) {
      const { status, readable } = await probe(server.port, path, sender);
      expect([path, status >= 400 && status < 500, readable]).toEqual([path, true, false]);
    }
  },
);

test("it shows what AWS's calls tell, and says what it cannot see", async () => {
  const url = `http://127.0.0.1:${server.port}`;
  expect((await fetch(url, { redirect: "manual" })).headers.get("location")).toBe("/_doppelface/");
  const app = await fetch(`${url}/_doppelface/console/app`);
  expect(await app.json()).toEqual({ stacks: [], nodes: [], edges: [] });
  const uploads = await fetch(`${url}/_doppelface/console/uploads`);
  expect([uploads.status, await uploads.text()]).toEqual([
    409,
    expect.stringContaining("cannot be seen on an emulator"),
  ]);
});

test("a stop ends the streams of open pages", async () => {
  const other = await startConsoleServer({
    engine: "an emulator",
    connection: () => endpoint.client,
    bus: new Bus(),
    address: "127.0.0.1",
    port: 0,
    allowHost: [],
  });
  const stream = await fetch(`http://127.0.0.1:${other.port}/_doppelface/console/stream`);
  expect(stream.headers.get("content-type")).toBe("text/event-stream");
  const read = stream.text().catch(() => "cut");
  await other.stop();
  await read;
});
