/* `npm run fuzz -- --inputs 100000 --seed 1` mutates requests, their signatures, pictures and exports: prints what the endpoint did not stand; exit code 1 if there is anything. */
import { parseArgs } from "node:util";
import { type FuzzResult, runFuzz } from "./run.ts";

const { values } = parseArgs({
  options: {
    inputs: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    pictures: { type: "string", default: "0.03" },
    imports: { type: "string", default: "0.01" },
  },
});
const startedAt = performance.now();
const result = await runFuzz({
  inputs: Number(values.inputs),
  seed: Number(values.seed),
  pictures: Number(values.pictures),
  imports: Number(values.imports),
  progress: (sent) => {
    if (sent > 0 && sent % 5000 === 0) {
      process.stderr.write(`${sent} after ${seconds(performance.now() - startedAt)}\n`);
    }
  },
});
process.stdout.write(`${lines(result).join("\n")}\n`);
process.exitCode = result.defects.length + result.notices.length === 0 && result.sent >= Number(values.inputs) ? 0 : 1;

function lines({ sent, defects, notices, statuses, memory, ms }: FuzzResult): string[] {
  const found = defects.flatMap(({ index, service, what, request }) => [
    `defect at input ${index} (${service}): ${what}`,
    JSON.stringify(request),
    "",
  ]);
  const sorted = [...statuses].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => `${name}: ${count}`);
  return [
    ...found,
    ...notices,
    sorted.join(", "),
    `memory of the endpoint: ${megabytes(memory.before)} before, ${megabytes(memory.most)} at most, ${megabytes(memory.after)} after`,
    `${sent} inputs of seed ${values.seed} in ${seconds(ms)}: ${defects.length} defects`,
  ];
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / (1 << 20))} MB`;
}
