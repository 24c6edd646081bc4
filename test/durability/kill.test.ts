import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runKillRounds } from "./kill-rounds.ts";

const folder = mkdtempSync(join(tmpdir(), "doppelface-kill-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

// More rounds: npm run kill -- --rounds 50
test("kill -9 under load loses nothing that was acknowledged and leaves nothing half there", async () => {
  const report = await runKillRounds({ folder: join(folder, "state"), rounds: 4, seed: 1, writes: 150 });
  expect(report.defects).toEqual([]);
  const { uploads, transactions, ...others } = report.acknowledged;
  expect(uploads).toBeGreaterThan(0);
  expect(transactions).toBeGreaterThan(0);
  expect(others["items 1"]).toBeGreaterThan(0);
}, 120_000);
