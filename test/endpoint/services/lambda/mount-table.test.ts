import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { mountTable } from "../../../../dev/endpoint/services/lambda/execution/mount-table.ts";

test("a program that is reached by links below /tmp keeps each folder on its way", () => {
  const [first, second] = [mkdtempSync("/tmp/doppelface-a-"), mkdtempSync("/tmp/doppelface-b-")];
  onTestFinished(() => [first, second].forEach((folder) => rmSync(folder, { recursive: true })));
  symlinkSync("/bin/sh", join(second, "python3.13"));
  symlinkSync(join(second, "python3.13"), join(first, "python"));
  const table = mountTable({ stage: "/tmp/stage", megabytes: 1, isMemory: false, needs: [join(first, "python")] });
  expect(table?.split("\n").map((line) => line.split(" ")[0])).toEqual([first, second, "/tmp/stage"]);
});
