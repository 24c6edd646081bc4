import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runKillRounds } from "./kill-rounds.ts";

/** `npm run kill -- --rounds 50 --seed 1 --writes 400`: the rounds of kill.test.ts, as many as wanted. */
const { values } = parseArgs({
  options: { rounds: { type: "string" }, seed: { type: "string" }, writes: { type: "string" } },
});
const folder = mkdtempSync(join(tmpdir(), "doppelface-kill-"));
const { acknowledged, defects, readyMs, settledMs, rounds } = await runKillRounds(
  {
    folder: join(folder, "state"),
    rounds: Number(values.rounds ?? 50),
    seed: Number(values.seed ?? 1),
    writes: Number(values.writes ?? 400),
  },
  (line) => process.stdout.write(`${line}\n`),
);
process.stdout.write(
  [
    `${rounds} rounds, ${defects.length} defects`,
    `acknowledged: ${JSON.stringify(acknowledged)}`,
    `restart to ready: ${spread(readyMs)}`,
    `ready to every picture settled: ${spread(settledMs)}`,
    "",
  ].join("\n"),
);
if (defects.length === 0) rmSync(folder, { recursive: true });
else process.stdout.write(`The state is kept in ${folder}.\n`);
process.exitCode = defects.length === 0 ? 0 : 1;

function spread(milliseconds: readonly number[]): string {
  const sorted = milliseconds.map(Math.round).toSorted((a, b) => a - b);
  return `median ${sorted[sorted.length >> 1]} ms, least ${sorted[0]}, most ${sorted.at(-1)}`;
}
