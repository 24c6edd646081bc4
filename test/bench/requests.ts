import type { Benchmark, Report } from "./benchmark.ts";
import { startEnvironment } from "./environment.ts";
import { totalPss, treeMemory } from "./process-tree.ts";
import { type RequestCycle, prepareCycles } from "./request-cycles.ts";

/** Requests of a service after which what they need once is there: code that is compiled, caches that are full. */
const WARM_UP = 0.1;

/** MB that the whole tree may grow by from there to the last request of a service. */
const BOUND = 40;

/** Thousands of requests of each service, one after another, and what they do to memory. */
export const requests: Benchmark = {
  name: "requests",
  summary: "10,000 requests of each service one after another, with memory",
  long: true,
  async run(report, { profile, requests: count }) {
    await using environment = await startEnvironment({ args: ["--no-deploy"], quiet: true, profile });
    const cycles = await prepareCycles(environment.client);
    if (process.platform !== "linux") report.note("memory: absent, since this system has no /proc");
    for (const cycle of cycles) await runCycle(report, cycle, count, environment.pid);
  },
};

async function runCycle(
  report: Report,
  { service, requests }: RequestCycle,
  count: number,
  pid: number,
): Promise<void> {
  const samples: number[] = [];
  const warm = Math.ceil(count * WARM_UP);
  const before = pssOf(pid);
  let warmed = before;
  for (let number = 0; number < count; number++) {
    if (number === warm) warmed = pssOf(pid);
    const request = requests[number % requests.length];
    const startedAt = performance.now();
    await request?.(Math.floor(number / requests.length));
    samples.push(performance.now() - startedAt);
  }
  const after = pssOf(pid);
  report.measured({ name: service, unit: "ms", samples });
  if (before === undefined || warmed === undefined || after === undefined) return;
  const grown = after - warmed;
  report.measured({ name: `${service}, growth after the first ${warm}`, unit: "MB", samples: [grown], target: BOUND });
  report.note(
    `${service.padEnd(15)} PSS of the tree ${before.toFixed(0)} MB before, ${warmed.toFixed(0)} after ${warm}, ${after.toFixed(0)} after ${count}`,
  );
  if (grown > BOUND) report.wrong(`${service} has grown by ${grown.toFixed(0)} MB, more than ${BOUND}`);
}

/** MB; undefined where the system does not tell. */
function pssOf(pid: number): number | undefined {
  const memory = treeMemory(pid);
  return memory === undefined ? undefined : totalPss(memory);
}
