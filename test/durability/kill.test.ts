import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runKillRounds } from "./kill-rounds.ts";

const folder = mkdtempSync(join(tmpdir(), "doppelface-kill-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

// More rounds: npm run kill -- --rounds 50
test("kill -9 under load loses nothing that was acknowledged and leaves nothing half there", async () => {
  const report = await runKillRounds({ folder: join(folder, "state"), rounds: 4, seed: 1, loadMs: 2000 });
  expect(report.defects).toEqual([]);
  expect(Object.values(report.acknowledged).every((writes) => writes > 0)).toBe(true);
}, 120_000);
