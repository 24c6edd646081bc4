/** A thing that is measured by `npm run bench`. Its file has its name. */
export interface Benchmark {
  readonly name: string;
  /** One line for `--help`. */
  readonly summary: string;
  /** It takes many minutes, and runs only where it is named. */
  readonly long?: boolean;
  /** Measures, tells the report, and stops what it started even where it throws. */
  run(report: Report, options: BenchmarkOptions): Promise<void>;
}

/** What the command line tells every benchmark. */
export interface BenchmarkOptions {
  /** Folder for CPU profiles of the environment's processes. */
  readonly profile: string | undefined;
  /** How many pictures `endurance` uploads. */
  readonly uploads: number;
  /** How many requests of each service `requests` sends. */
  readonly requests: number;
}

/** Where a benchmark puts what it finds. */
export interface Report {
  /** Samples of one quantity. */
  measured(measurement: Measurement): void;
  /** A line beside the numbers: where they come from, or what they consist of. */
  note(text: string): void;
  /** Something did not work: the whole run ends with exit code 1. */
  wrong(text: string): void;
}

/** Samples of one quantity, in any order. */
export interface Measurement {
  readonly name: string;
  readonly unit: "ms" | "s" | "MB";
  readonly samples: readonly number[];
  /** What the median should not exceed. */
  readonly target?: number;
  /** What was measured where it is not this project, for example `moto_server`. */
  readonly peer?: string;
  /** Calls a second over all rounds, where several were in flight. */
  readonly perSecond?: number;
}
