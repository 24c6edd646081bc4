import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { PROJECT } from "../../dev/config/project.ts";

const ESCAPE = "\u001b";
const UP = `${process.execPath} ${join(PROJECT, "dev/cli.mjs")} up --ephemeral --port 0`;
let child: ChildProcess | undefined;

beforeAll(() => {
  const { stdout } = spawnSync("script", ["--version"], { encoding: "utf8" });
  if (!/util-linux/.test(stdout ?? "")) throw new Error("This suite needs `script` of util-linux on the PATH");
});
afterEach(() => {
  child?.kill();
});

/** `up` on a terminal of its own: what it shows, and keys for it. */
function startOnTerminal(variables: Readonly<Record<string, string>> = {}) {
  const script = spawn("script", ["--quiet", "--return", "--flush", "--command", UP, "/dev/null"], {
    cwd: PROJECT,
    env: { ...process.env, TERM: "xterm", ...variables },
    stdio: ["pipe", "pipe", "inherit"],
  });
  child = script;
  let shown = "";
  script.stdout.on("data", (data: Buffer) => (shown += data.toString("utf8")));
  const exit = once(script, "exit") as Promise<[number | null]>;
  return {
    press: (key: string) => script.stdin.write(key),
    /** Waits for a text that was not shown before. */
    async shows(text: RegExp) {
      await vi.waitUntil(() => text.test(shown), { timeout: 30_000, interval: 50 });
      const all = shown;
      shown = "";
      return all;
    },
    exit: async () => (await exit)[0],
  };
}

test("the banner, and keys that upload, draw the last trace, clear and quit", async () => {
  const terminal = startOnTerminal({ NO_COLOR: "" });
  expect(await terminal.shows(/quit/)).toContain(`${ESCAPE}[32mready`);
  terminal.press("u");
  expect(await terminal.shows(/handler \d+.* ms/)).toMatch(/^\S*nora-lind\.jpg.*REGISTERED.*nora lind \(1 face\)/m);
  terminal.press("t");
  expect(await terminal.shows(/REPORT/)).toMatch(/Rekognition IndexFaces .*█/);
  terminal.press("c");
  await terminal.shows(/\[2J/);
  terminal.press("q");
  await terminal.shows(/stopped/);
  expect(await terminal.exit()).toBe(0);
});

test("Ctrl-C stops, and NO_COLOR leaves the colours away", async () => {
  const terminal = startOnTerminal({ NO_COLOR: "1" });
  const banner = await terminal.shows(/quit/);
  expect(banner).toContain("ready in ");
  expect(banner).not.toContain(`${ESCAPE}[3`);
  terminal.press("\u0003");
  await terminal.shows(/stopped/);
  expect(await terminal.exit()).toBe(0);
});
