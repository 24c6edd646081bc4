import type { CdkRun } from "./cdk-cli.ts";

/** The wall times of a suite's runs, as lines of a table. */
export class Timings {
  readonly #rows: string[][] = [["command", "wall", "of it synth"]];

  /** Notes a run and hands it back. */
  add(command: string, run: CdkRun): CdkRun {
    const synth = run.synthMs === undefined ? "" : seconds(run.synthMs);
    this.#rows.push([command, seconds(run.ms), synth]);
    return run;
  }

  toString(): string {
    const widths = [0, 1, 2].map((column) => Math.max(...this.#rows.map((row) => row[column]?.length ?? 0)));
    return this.#rows
      .map((row) => row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))))
      .map((cells) => cells.join("  ").trimEnd())
      .join("\n");
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
