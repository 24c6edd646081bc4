import type { Measurement } from "./benchmark.ts";
import type { Machine } from "./machine.ts";
import { summarise } from "./statistics.ts";

/** A measurement with the load average over the minute in which it ended. */
export type LoadedMeasurement = Measurement & { readonly load: number };

/** The lines that say what the numbers below were measured on. */
export function machineLines(machine: Machine): string[] {
  return [
    `${machine.cpu}, ${machine.cores} cores, ${machine.memory} GB, Node ${machine.node}, ${machine.system}`,
    `load average at the start ${machine.load.join(" ")}`,
  ];
}

/** A table of measurements, one line each, with a line of headings. */
export function measurementLines(measurements: readonly LoadedMeasurement[]): string[] {
  if (measurements.length === 0) return [];
  const width = Math.max(...measurements.map((measurement) => labelOf(measurement).length));
  const heading = ["n", "median", "p95", "p99"].map((text) => text.padStart(9)).join("");
  return [
    `  ${"".padEnd(width)}${heading}${"calls/s".padStart(9)}  load  target`,
    ...measurements.map((measurement) => measurementLine(measurement, width)),
  ];
}

function measurementLine(measurement: LoadedMeasurement, width: number): string {
  const { unit, samples, target, perSecond, load } = measurement;
  const { n, median, p95, p99 } = summarise(samples);
  const numbers = [String(n), ...[median, p95, p99].map((value) => rounded(value))];
  const rate = perSecond === undefined ? "" : perSecond.toFixed(0);
  const verdict = target === undefined ? "" : `${target} ${unit} ${median <= target ? "met" : "MISSED"}`;
  return `  ${labelOf(measurement).padEnd(width)}${numbers.map((text) => text.padStart(9)).join("")}${rate.padStart(9)} ${load.toFixed(1).padStart(5)}  ${verdict}`.trimEnd();
}

function labelOf({ name, unit, peer }: Measurement): string {
  return `${peer === undefined ? name : `  ${peer}`} (${unit})`;
}

function rounded(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2);
}
