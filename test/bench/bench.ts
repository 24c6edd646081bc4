import { mkdirSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Benchmark, BenchmarkOptions } from "./benchmark.ts";
import { BENCHMARKS } from "./benchmarks.ts";
import { currentLoad, describeMachine } from "./machine.ts";
import { stopOwned } from "./owned.ts";
import { type LoadedMeasurement, machineLines, measurementLines } from "./print.ts";
import { summarise } from "./statistics.ts";

const USAGE = 2;

process.exitCode = await main(process.argv.slice(2));

/** Runs benchmarks by name, or all but the long ones. Resolves with the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: {
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
      profile: { type: "string" },
      uploads: { type: "string", default: "5000" },
      requests: { type: "string", default: "10000" },
    },
    allowPositionals: true,
  });
  if (values.help) {
    console.log(helpLines().join("\n"));
    return 0;
  }
  const unknown = positionals.find((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name));
  const [uploads, requests] = [Number(values.uploads), Number(values.requests)];
  if (unknown !== undefined || !isCount(uploads) || !isCount(requests)) {
    const wrong = isCount(uploads) ? "--requests" : "--uploads";
    console.error(unknown === undefined ? `${wrong} takes a whole number above 0.` : `There is no '${unknown}'.`);
    console.error(helpLines().join("\n"));
    return USAGE;
  }
  if (values.profile !== undefined) mkdirSync(values.profile, { recursive: true });
  const chosen = BENCHMARKS.filter(({ name, long }) =>
    positionals.length === 0 ? long !== true : positionals.includes(name),
  );
  stopOnSignals();
  return runAll(chosen, { profile: values.profile, uploads, requests }, values.json);
}

function isCount(number: number): boolean {
  return Number.isInteger(number) && number > 0;
}

async function runAll(chosen: readonly Benchmark[], options: BenchmarkOptions, json: boolean): Promise<number> {
  const machine = describeMachine();
  const print = (lines: readonly string[]): void => {
    if (!json && lines.length > 0) console.log(lines.join("\n"));
  };
  print(machineLines(machine));
  const results = [];
  for (const benchmark of chosen) {
    print(["", `${benchmark.name}: ${benchmark.summary}`]);
    const result = await runOne(benchmark, options);
    print(measurementLines(result.measurements));
    print(result.notes.map((text) => `  ${text}`));
    print(result.wrong.map((text) => `  WRONG ${text}`));
    results.push({ name: benchmark.name, ...result });
  }
  if (json) {
    const benchmarks = results.map(({ measurements, ...rest }) => ({
      ...rest,
      measurements: measurements.map(({ samples, ...measurement }) => ({ ...measurement, ...summarise(samples) })),
    }));
    console.log(JSON.stringify({ machine, benchmarks }));
  }
  return results.some(({ wrong }) => wrong.length > 0) ? 1 : 0;
}

async function runOne(benchmark: Benchmark, options: BenchmarkOptions) {
  const measurements: LoadedMeasurement[] = [];
  const notes: string[] = [];
  const wrong: string[] = [];
  const report = {
    measured: (measurement: Omit<LoadedMeasurement, "load">) =>
      void measurements.push({ ...measurement, load: currentLoad() }),
    note: (text: string) => void notes.push(text),
    wrong: (text: string) => void wrong.push(text),
  };
  try {
    await benchmark.run(report, options);
  } catch (error) {
    report.wrong(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  return { measurements, notes, wrong };
}

/** A run that is interrupted, or falls over, leaves no process and no folder behind. */
function stopOnSignals(): void {
  process.once("uncaughtException", (failure) => {
    console.error(failure);
    void stopAndExit(1);
  });
  for (const [signal, number] of [["SIGINT", 2] as const, ["SIGTERM", 15] as const]) {
    process.once(signal, () => {
      void stopAndExit(128 + number);
    });
  }
}

async function stopAndExit(code: number): Promise<void> {
  try {
    await stopOwned();
  } finally {
    process.exit(code);
  }
}

function helpLines(): string[] {
  return [
    "npm run bench [-- NAME…] [--json] [--profile DIR] [--uploads N] [--requests N]",
    "",
    "Without a name: all but those marked (long).",
    ...BENCHMARKS.map(({ name, summary, long }) => `  ${name.padEnd(12)} ${summary}${long === true ? " (long)" : ""}`),
    "",
    "  --json         one JSON document at the end",
    "  --profile DIR  CPU profiles of the environment's processes, for Chrome's developer tools",
    "  --uploads N    how many pictures `endurance` uploads; default 5000",
    "  --requests N   how many requests of each service `requests` sends; default 10000",
  ];
}
