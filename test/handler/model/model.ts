import { parseArgs } from "node:util";
import { startHandler } from "../handler-run.ts";
import { checkModel } from "./check-model.ts";

/** `npm run model -- --runs 1000 --seed 1`: what model.test.ts does, as often as wanted. */
const { values } = parseArgs({ options: { runs: { type: "string" }, seed: { type: "string" } } });
const options = { runs: Number(values.runs ?? 1000), seed: Number(values.seed ?? 1) };
const started = performance.now();
const handler = await startHandler();
const { runs, counterexample } = await checkModel(handler, options);
await handler.stop();
if (counterexample !== undefined) {
  const course = counterexample.actions.map((action) => `  ${JSON.stringify(action)}\n`).join("");
  process.stdout.write(`After ${runs} runs this breaks the invariant:\n${course}${counterexample.defects}\n`);
}
const seconds = Math.round((performance.now() - started) / 1000);
process.stdout.write(`${runs} runs with seed ${options.seed} in ${seconds} s, ${counterexample ? 1 : 0} defects\n`);
process.exitCode = counterexample === undefined ? 0 : 1;
