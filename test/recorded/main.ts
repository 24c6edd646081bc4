import { startTestEndpoint } from "../support/endpoint.ts";
import { loadTruths, runTruths } from "./run-truths.ts";

/** `npm run test:recorded`: how many of AWS's recorded answers hold here, by service, and what differs where one does not. */
const started = performance.now();
await using endpoint = await startTestEndpoint();
const outcomes = await runTruths(await loadTruths(), endpoint.client);
const services = [...new Set(outcomes.map(({ service }) => service))].toSorted();
for (const { service, truth, differences } of outcomes) {
  if (differences.length === 0) continue;
  print(`${service}: ${truth.name}${truth.gap === undefined ? "" : " (a known gap)"}`);
  for (const difference of differences) print(`    ${difference}`);
  print(`    ${truth.source.where}, ${truth.source.when}`);
}
const line = (name: string, of: typeof outcomes) => {
  const holding = of.filter(({ differences }) => differences.length === 0).length;
  const gaps = of.filter(({ truth }) => truth.gap !== undefined).length;
  print(
    `${name.padEnd(16)} ${String(holding).padStart(4)} of ${String(of.length).padStart(4)} hold, ${gaps} known gaps`,
  );
};
for (const service of services) {
  line(
    service,
    outcomes.filter((outcome) => outcome.service === service),
  );
}
line("together", outcomes);
print(`in ${((performance.now() - started) / 1000).toFixed(1)} s`);
process.exitCode = outcomes.every(({ truth, differences }) => differences.length > 0 === (truth.gap !== undefined))
  ? 0
  : 1;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
