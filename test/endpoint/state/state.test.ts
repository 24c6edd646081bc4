import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { State } from "../../../dev/endpoint/state/state.ts";

const SCHEMA = "CREATE TABLE IF NOT EXISTS note(id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "state-test-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function notes(state: State): string[] {
  return state
    .sql("SELECT text FROM note ORDER BY id")
    .all()
    .map((row) => String(row["text"]));
}

function add(state: State, text: string): void {
  state.sql("INSERT INTO note(text) VALUES (?)").run(text);
}

test("a write that throws is undone, those beside it in the same turn are kept", async () => {
  const state = State.open({ folder });
  state.define(SCHEMA);
  const results = await Promise.allSettled(
    Array.from({ length: 40 }, (_, number) =>
      state.write(() => {
        add(state, `begin ${number}`);
        if (number % 4 === 0) throw new Error(`no ${number}`);
        add(state, `end ${number}`);
        return number;
      }),
    ),
  );
  expect(results.filter(({ status }) => status === "rejected")).toHaveLength(10);
  expect(notes(state)).toHaveLength(60);
  expect(notes(state).some((text) => text.endsWith(" 4"))).toBe(false);
  state.close();
});

test("a read sees the writes that were queued before it", async () => {
  const state = State.open({ folder });
  state.define(SCHEMA);
  const written = state.write(() => add(state, "first"));
  const read = state.read(() => notes(state));
  await written;
  expect(await read).toEqual(["first"]);
  state.close();
});

test("the event loop turns while much work is queued", async () => {
  const state = State.open({ folder });
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const busy = (): void => {
    const until = performance.now() + 2;
    while (performance.now() < until);
  };
  await Promise.all(Array.from({ length: 60 }, () => state.read(busy)));
  clearInterval(timer);
  expect(turns).toBeGreaterThan(10);
  state.close();
});

test("what was written is there after the folder is opened again", async () => {
  const first = State.open({ folder });
  first.define(SCHEMA);
  await first.write(() => add(first, "kept"));
  first.close();
  const second = State.open({ folder });
  expect(notes(second)).toEqual(["kept"]);
  second.close();
});

test("a folder that a living process holds is refused with its pid and endpoint", () => {
  const script = `
    import { State } from ${JSON.stringify(new URL("../../../dev/endpoint/state/state.ts", import.meta.url).href)};
    try { State.open({ folder: process.argv[1] }); } catch (error) { console.log(error.name, error.message); }`;
  const state = State.open({ folder });
  state.publish("http://127.0.0.1:4566", "token");
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script, folder], { encoding: "utf8" });
  expect(stdout).toContain("StateInUse");
  expect(stdout).toContain(`process ${process.pid}`);
  expect(stdout).toContain("http://127.0.0.1:4566");
  state.close();
});

test("the lock of a process that is gone does not stop the next one", () => {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  writeFileSync(join(folder, "lock.json"), JSON.stringify({ pid, startedAt: new Date().toISOString() }));
  const state = State.open({ folder });
  state.close();
  expect(existsSync(join(folder, "lock.json"))).toBe(false);
});

test.each([
  { durability: "process", synchronous: 1 },
  { durability: "disk", synchronous: 2 },
] as const)("durability $durability has SQLite sync as it needs", ({ durability, synchronous }) => {
  const state = State.open({ folder, durability });
  expect(state.sql("PRAGMA synchronous").get()).toEqual({ synchronous });
  expect(state.sql("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
  state.close();
});

test("a folder of another version is refused and left as it is", () => {
  const state = State.open({ folder });
  state.sql("PRAGMA user_version=999").run();
  state.close();
  expect(() => State.open({ folder })).toThrow(/has version 999/);
  expect(existsSync(join(folder, "lock.json"))).toBe(false);
});

test("a file that is no database is refused by its name, and left as it is", () => {
  State.open({ folder }).close();
  writeFileSync(join(folder, "state.sqlite"), "no database");
  expect(() => State.open({ folder })).toThrow(/state\.sqlite cannot be opened: file is not a database\. .*--fresh/);
  expect(readFileSync(join(folder, "state.sqlite"), "utf8")).toBe("no database");
  expect(existsSync(join(folder, "lock.json"))).toBe(false);
});

test("a table that another version defined otherwise is refused and left as it is", () => {
  const before = State.open({ folder });
  before.define("CREATE TABLE IF NOT EXISTS thing(id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;");
  before.sql("INSERT INTO thing VALUES (1, 'kept')").run();
  before.close();
  const state = State.open({ folder });
  const changed = `
    CREATE TABLE IF NOT EXISTS thing(id INTEGER PRIMARY KEY, name TEXT NOT NULL, size INTEGER NOT NULL) STRICT;
    CREATE INDEX IF NOT EXISTS thing_size ON thing(size);`;
  expect(() => state.define(changed)).toThrow(
    /The state in .* was written by another Doppelface, which defines its table thing otherwise\. .*--fresh/,
  );
  expect(state.sql("SELECT * FROM thing").all()).toMatchObject([{ id: 1, name: "kept" }]);
  state.close();
});

test("a table that is defined as before, in other lines, and a new one are taken", () => {
  const before = State.open({ folder });
  before.define("CREATE TABLE IF NOT EXISTS thing(id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;");
  before.close();
  const state = State.open({ folder });
  state.define(`
    CREATE TABLE IF NOT EXISTS thing(id INTEGER PRIMARY KEY,
      name TEXT NOT NULL) STRICT;
    CREATE INDEX IF NOT EXISTS thing_name ON thing(name);
    CREATE TABLE IF NOT EXISTS other(id INTEGER PRIMARY KEY) STRICT;`);
  expect(state.sql("SELECT count(*) AS n FROM other").get()).toMatchObject({ n: 0 });
  state.close();
});

test("an ephemeral state leaves nothing behind", () => {
  const state = State.open({ folder: undefined });
  expect(existsSync(state.folder)).toBe(true);
  state.close();
  expect(existsSync(state.folder)).toBe(false);
});

test("an ephemeral state that a killed process has left goes with the next one, those in use stay", () => {
  const script = `
    import { State } from ${JSON.stringify(new URL("../../../dev/endpoint/state/state.ts", import.meta.url).href)};
    process.stdout.write(State.open({ folder: undefined }).folder);
    process.kill(process.pid, "SIGKILL");`;
  const inUse = State.open({ folder: undefined });
  const { stdout: left } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  expect(existsSync(join(left, "state.sqlite"))).toBe(true);
  const next = State.open({ folder: undefined });
  expect([existsSync(left), existsSync(inUse.folder)]).toEqual([false, true]);
  next.close();
  inUse.close();
});
