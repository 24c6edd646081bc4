import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runKillRounds } from "./kill-rounds.ts";

/** `npm run kill -- --rounds 50 --seed 1 --load 4000`: the rounds of kill.test.ts, as many as wanted. */
const { values } = parseArgs({
  options: { rounds: { type: "string" }, seed: { type: "string" }, load: { type: "string" } },
});
const folder = mkdtempSync(join(tmpdir(), "doppelface-kill-"));
const { acknowledged, defects, readyMs, rounds } = await runKillRounds(
  {
    folder: join(folder, "state"),
    rounds: Number(values.rounds ?? 50),
    seed: Number(values.seed ?? 1),
    loadMs: Number(values.load ?? 4000),
  },
  (line) => process.stdout.write(`${line}\n`),
);
const sorted = readyMs.toSorted((a, b) => a - b).map(Math.round);
process.stdout.write(
  [
    ...defects,
    `${rounds} rounds, ${defects.length} defects`,
    `acknowledged: ${JSON.stringify(acknowledged)}`,
    `restart to ready, ms: median ${sorted[sorted.length >> 1]}, least ${sorted[0]}, most ${sorted.at(-1)}`,
    "",
  ].join("\n"),
);
if (defects.length === 0) rmSync(folder, { recursive: true });
else process.stdout.write(`The state is kept in ${folder}.\n`);
process.exitCode = defects.length === 0 ? 0 : 1;
