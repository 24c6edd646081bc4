import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Bus } from "../../../../dev/trace/bus.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { hasPython } from "../../../support/python.ts";
import { Functions, makeRole } from "./support.ts";

// In the place of debugpy, which is not in what functions find: it answers what it is sent, with the pid of its process.
const DEBUGPY = `
import os, socket, threading
def configure(**settings): pass
def listen(address):
    server = socket.create_server(address)
    def serve():
        while True:
            client, _ = server.accept()
            client.sendall(f"{os.getpid()} got {client.recv(1000).decode()}".encode())
    threading.Thread(target=serve, daemon=True).start()
    return server.getsockname()
`;
const folder = mkdtempSync(join(tmpdir(), "doppelface-debugpy-"));
const notices: string[] = [];
let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let functions: Functions;

beforeAll(async () => {
  writeFileSync(join(folder, "debugpy.py"), DEBUGPY);
  const bus = new Bus();
  bus.on("notice", ({ message }) => void notices.push(message));
  endpoint = await startTestEndpoint({ bus, settings: { inspectPort: 0 } });
  functions = new Functions(endpoint.client, await makeRole(endpoint.client, "debugged-role"));
}, 180_000);

afterAll(async () => {
  await endpoint.stop();
  rmSync(folder, { recursive: true });
});

const SETTINGS = { Runtime: "python3.11", Handler: "app.handler", Timeout: 1 } as const;
const PID = "import os\ndef handler(event, context): return os.getpid()\n";

/** What the debugger's address answers to bytes; empty where it ends the connection. */
async function ask(bytes: string): Promise<string> {
  const port = /debugpy\) can attach at 127\.0\.0\.1:(\d+)/.exec(notices.join("\n"))?.[1] ?? "";
  const socket = connect(Number(port), "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write(bytes);
  const answer = once(socket, "data").then(([data]) => String(data));
  const said = await Promise.race([answer, once(socket, "close").then(() => "")]);
  socket.destroy();
  return said;
}

describe.skipIf(!hasPython)("Python's debugger (skipped where the PATH has no Python)", () => {
  test("without debugpy the function runs, and what to install is said once", { timeout: 180_000 }, async () => {
    for (const name of ["bare", "bare-too"]) {
      await functions.create(name, { "app.py": PID }, { ...SETTINGS, Timeout: 20 });
      const { answer, log } = await functions.invoke(name, {}, { LogType: "Tail" });
      expect(answer).toEqual(expect.any(Number));
      expect(log).not.toContain("debugpy");
    }
    expect(notices.filter((text) => text.includes("-m pip install debugpy"))).toEqual([
      expect.stringMatching(/^Python's debugger is missing\. Install it: \/\S+\/python\S* -m pip install debugpy$/),
    ]);
  });

  test("one address leads to the process of now, for debuggers and not for pages", { timeout: 60_000 }, async () => {
    await functions.create("debugged", { "app.py": PID, "debugpy.py": DEBUGPY }, SETTINGS);
    const hello = "Content-Length: 2\r\n\r\n{}";
    const { answer: first } = await functions.invoke("debugged");
    expect(await ask(hello)).toBe(`${String(first)} got ${hello}`);
    expect(await ask(`POST / HTTP/1.1\r\n${hello}`)).toBe("");

    writeFileSync(join(folder, "app.py"), PID);
    await functions.hotReload("debugged", folder);
    const { answer: second } = await functions.invoke("debugged");
    expect(second).not.toBe(first);
    expect(await ask(hello)).toBe(`${String(second)} got ${hello}`);
  });
});
