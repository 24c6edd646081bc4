import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runChaos } from "./run-chaos.ts";
import { runLoad } from "./run-load.ts";

/*
 * npm run chaos -- --runs 100 --seed 1                     random operations under kills, the invariant after each run
 * npm run chaos -- --pictures 2000 --in-flight 64          a load with overwrites, deletes and duplicates, drained
 */
const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    pictures: { type: "string" },
    "in-flight": { type: "string", default: "64" },
  },
});
const seed = Number(values.seed);
process.exitCode = (values.pictures === undefined ? await chaos() : await load(Number(values.pictures))) ? 0 : 1;

async function chaos(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "doppelface-chaos-"));
  const startedAt = performance.now();
  const options = { folder: join(folder, "state"), runs: Number(values.runs), seed };
  const { runs, operations, kills, defects } = await runChaos(options, print);
  print(`operations: ${JSON.stringify(operations)}`);
  print(
    `${runs} runs of seed ${seed} in ${minutes(performance.now() - startedAt)}, ${kills.process} kills of the process, ` +
      `${kills.functions} of functions: ${defects.length} defects`,
  );
  if (defects.length === 0) rmSync(folder, { recursive: true });
  else print(`The state is kept in ${folder}.`);
  return defects.length === 0;
}

async function load(pictures: number): Promise<boolean> {
  const inFlight = Number(values["in-flight"]);
  const report = await runLoad({ pictures, inFlight, seed });
  for (const defect of report.defects) print(`DEFECT ${defect}`);
  print(
    `${pictures} pictures, ${inFlight} in flight, ${report.changes} changes and ${report.duplicates} duplicate events: ` +
      `put in ${minutes(report.uploadedMs)}, drained in ${minutes(report.drainedMs)}, ${report.defects.length} defects`,
  );
  return report.defects.length === 0;
}

function minutes(ms: number): string {
  return `${(ms / 60_000).toFixed(1)} min`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
