import { expect, test } from "vitest";
import { liveLines, reloadFailedLines } from "../../dev/output/reload-line.ts";
import { PLAIN } from "../../dev/output/style.ts";

const live = {
  type: "live",
  functions: ["f"],
  reloaded: ["f"],
  among: 1,
  what: "bundle",
  files: ["handler/index.ts"],
  ms: 31.4,
  changes: [],
} as const;

test("a save that is live has one line, with its time", () => {
  expect(liveLines(live, PLAIN)).toEqual([
    "handler/index.ts         LIVE                the next picture runs it           31 ms",
  ]);
});

test("a change of the stack is named, and many files are counted", () => {
  const files = ["infra/a.ts", "infra/b.ts", "infra/c.ts", "infra/d.ts"];
  const changed = { ...live, what: "stack", files, ms: 1240, changes: ["Function (Timeout)", "+ Queue"] } as const;
  expect(liveLines(changed, PLAIN)).toEqual([
    "infra/a.ts and 3 more    LIVE                stack updated: Function (Timeout), + Queue 1.2 s",
  ]);
});

test("files that were put back after a failure are live again, and those that were not are told", () => {
  const restored = { ...live, what: "restored", notLive: ["infra/tables.ts"] } as const;
  expect(liveLines(restored, PLAIN)).toEqual([
    "handler/index.ts         LIVE                as it was when it was live         31 ms",
    "infra/tables.ts          NOT LIVE            since the save that failed",
  ]);
});

test("a save that changed nothing says so, once; the start has no line", () => {
  expect(liveLines({ ...live, what: "nothing" }, PLAIN)).toEqual([
    "handler/index.ts         UNCHANGED           runs as before                     31 ms",
  ]);
  expect(liveLines({ ...live, what: "nothing", echo: true }, PLAIN)).toEqual([]);
  expect(liveLines({ ...live, files: [] }, PLAIN)).toEqual([]);
});

test("among several functions those that went live are named", () => {
  const several = { ...live, among: 3, reloaded: ["register", "authenticate"] } as const;
  expect(liveLines(several, PLAIN)).toEqual([
    "handler/index.ts         LIVE                the next event of register, authenticate runs it 31 ms",
  ]);
});

test("a save that failed says what goes on, and shows the whole reason", () => {
  const failed = {
    type: "reloadFailed",
    functions: ["f"],
    files: ["handler/index.ts"],
    message: "first\n\nsecond",
  } as const;
  expect(reloadFailedLines(failed, PLAIN)).toEqual([
    "handler/index.ts         NOT LIVE            the code from before goes on",
    "    first",
    "",
    "    second",
  ]);
});
