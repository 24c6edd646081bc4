import { mkdirSync, readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { discardUnused, noteUse } from "../../dev/python/unused.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();
const DAY_SECONDS = 24 * 60 * 60;

test("packages that nobody has used for 60 days go, those of before that were used since stay", async () => {
  for (const [name, days] of [
    ["fresh", 1],
    ["last-month", 59],
    ["old", 61],
    ["old-but-used", 400],
  ] as const) {
    mkdirSync(join(folder, name, "lib"), { recursive: true });
    const then = Date.now() / 1000 - days * DAY_SECONDS;
    utimesSync(join(folder, name), then, then);
  }
  await noteUse(join(folder, "old-but-used"));

  await discardUnused(folder);

  expect(readdirSync(folder).toSorted()).toEqual(["fresh", "last-month", "old-but-used"]);
});
