import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runChaos } from "./run-chaos.ts";
import { runLoad } from "./run-load.ts";

const folder = mkdtempSync(join(tmpdir(), "doppelface-chaos-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

// More: npm run chaos -- --runs 100
test("whatever happens to a bucket under kills, every picture comes to its faces and rows", async () => {
  const { defects, kills, operations } = await runChaos({ folder: join(folder, "state"), runs: 3, seed: 1 });
  expect(defects).toEqual([]);
  expect(kills.process).toBeGreaterThan(0);
  expect(kills.functions).toBeGreaterThan(0);
  expect(operations["undelete"]).toBeGreaterThan(0);
}, 180_000);

// More: npm run chaos -- --pictures 2000
test("a load with overwrites, deletes and duplicates drains, and agrees", async () => {
  const { defects, duplicates, changes } = await runLoad({ pictures: 60, inFlight: 16, seed: 1 });
  expect(defects).toEqual([]);
  expect(duplicates).toBeGreaterThan(0);
  expect(changes).toBeGreaterThan(60);
}, 180_000);
