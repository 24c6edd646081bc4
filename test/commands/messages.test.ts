import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { similarName } from "../../dev/config/similar-name.ts";
import { describeError } from "../../dev/output/errors.ts";
import { StateInUse, StateLock } from "../../dev/endpoint/state/lock.ts";
import { makeStateFolder } from "../../dev/endpoint/state/make-state-folder.ts";
import { runCli } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "doppelface-messages-"));
const file = join(folder, "file");
writeFileSync(file, "");

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  [["who", "nope.jpg"], /There is no file nope\.jpg\. Name a picture, for example: doppelface who fixtures/],
  [["who", folder], /is a folder, not a picture\. Name a picture/],
  [["upload", "nope.jpg"], /There is no file nope\.jpg\. Name a picture, for example: doppelface upload fixtures/],
  [["upload", folder], /is a folder, not a picture\. Its pictures are named one by one: doppelface upload .*\/\*\.jpg/],
  [["rows", "x", "y"], /`doppelface rows` takes no argument; 'x', 'y' are too much\. Usage: doppelface rows/],
  [["who", "a.jpg", "b.jpg"], /takes 1 argument at most; 'b\.jpg' is too much/],
  [["up", "now"], /`doppelface up` takes no argument; 'now' is too much/],
  [["recordings", "list", "x"], /`recordings list` does not take 'x'/],
  [
    ["fault", "add", "s3.GetObject", "slow"],
    /slow needs how long: doppelface fault add s3\.GetObject slow --delay 2000/,
  ],
  [["fault", "add", "s3", "throttling", "--delay", "5"], /--delay is for the kind slow/],
  [
    ["up", "--no-deploy", "--ready-file", "ready"],
    /--ready-file tells that a picture can be uploaded.*Leave one of them out/,
  ],
  [
    ["uplaod", "x.jpg"],
    /There is no command 'uplaod'\. Did you mean `doppelface upload`\? `doppelface help` lists them/,
  ],
  [["rows", "--jsno"], /Unknown option '--jsno'\. Did you mean --json\? See `doppelface rows --help`/],
])("%j is refused with why and what next", async (args, text) => {
  const { status, stdout, stderr } = await runCli(args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(text);
});

test("a state folder where there can be none is refused at once, and so is a file", async () => {
  for (const path of ["/proc/x", "/dev/null/x", file]) {
    const { status, stderr } = await runCli(["up", "--state", path, "--port", "0"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/The state folder .* cannot be used: .*\. Choose another one with --state DIR/);
  }
}, 60_000);

test("folders above the state folder are made; the topmost one is told", () => {
  const deep = join(folder, "a/b/c");
  expect(makeStateFolder(deep)).toBe(join(folder, "a"));
  expect(existsSync(deep)).toBe(true);
  expect(makeStateFolder(deep)).toBeUndefined();
});

test("what holds a state folder is named with how to end it", () => {
  const held = join(folder, "held");
  makeStateFolder(held);
  const lock = StateLock.take(held);
  try {
    expect(() => StateLock.take(held)).toThrow(StateInUse);
    expect(() => StateLock.take(held)).toThrow(`or \`kill ${process.pid}\` where no terminal has it`);
  } finally {
    lock.release();
  }
});

test("another port is advised where a port was refused, and nowhere else", () => {
  const failure = (code: string, syscall: string) =>
    Object.assign(new Error(`${code}: no, ${syscall}`), { code, syscall });
  expect(describeError(failure("EACCES", "listen"))).toContain("--port");
  for (const syscall of ["open", "mkdir", "unlink", "scandir"]) {
    expect(describeError(failure("EACCES", syscall))).not.toContain("port");
    expect(describeError(failure("EROFS", syscall))).toMatch(/Copy the checkout to where it can be written/);
  }
});

test("a misspelt name is near one letter in three, or the beginning of a name", () => {
  const names = ["up", "upload", "rows", "redrive", "reconcile"];
  expect(["uplaod", "row", "recon", "redirve", "upp"].map((name) => similarName(name, names))).toEqual([
    "upload",
    "rows",
    "reconcile",
    "redrive",
    "up",
  ]);
  expect(["deploy", "x", "zzzz"].map((name) => similarName(name, names))).toEqual([undefined, undefined, undefined]);
});
