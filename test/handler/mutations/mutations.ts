import { parseArgs } from "node:util";
import { startHandler } from "../handler-run.ts";
import { checkModel } from "../model/check-model.ts";
import { loadMutated } from "./mutated-handler.ts";
import { MUTANTS, type Mutant } from "./mutants.ts";
import { findInBetween } from "./scenarios.ts";

/** `npm run mutations -- --runs 1000 --seed 1 [--only TEXT]`: a line a mutation, with what caught it. */
const { values } = parseArgs({
  options: { runs: { type: "string" }, seed: { type: "string" }, only: { type: "string" } },
});
const options = { runs: Number(values.runs ?? 1000), seed: Number(values.seed ?? 1), shrink: false };
const chosen = MUTANTS.filter(({ name }) => name.includes(values.only ?? ""));
let missed = 0;
for (const mutant of [undefined, ...chosen]) {
  const caught = await whatCatches(mutant);
  const wanted = mutant !== undefined;
  if ((caught !== undefined) !== wanted) missed++;
  process.stdout.write(`${(mutant?.name ?? "(none)").padEnd(72)} ${caught ?? "nothing"}\n`);
}
process.stdout.write(`${chosen.length} mutations, ${chosen.length - missed} caught\n`);
process.exitCode = missed === 0 ? 0 : 1;

async function whatCatches(mutant: Mutant | undefined): Promise<string | undefined> {
  const handler = await startHandler("largest", () => loadMutated(mutant));
  try {
    // Far fewer where nothing is to be found: the handler itself has its own 1,000 runs.
    const runs = mutant === undefined ? 20 : options.runs;
    const [inBetween] = await findInBetween(handler);
    if (inBetween !== undefined) return inBetween;
    const report = await checkModel(handler, { ...options, runs });
    const [defect] = report.counterexample?.defects.split("\n") ?? [];
    return defect && `after ${report.runs} runs: ${defect.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "…")}`;
  } finally {
    await handler.stop();
  }
}
