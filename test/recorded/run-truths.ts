import { readdir } from "node:fs/promises";
import type { ClientConfig } from "../support/endpoint.ts";
import { Aws } from "./aws.ts";
import { differences } from "./compare.ts";
import type { Truth, Truths } from "./truth.ts";

/** A truth, and how it was answered here. */
export interface Outcome {
  readonly service: string;
  readonly truth: Truth;
  /** Each difference from AWS; none where the truth holds. */
  readonly differences: readonly string[];
}

const FOLDER = new URL("truths/", import.meta.url);
/** Each has clients, and connections, of its own. */
const AT_ONCE = 8;

/** Every file of `truths/`; a new one needs no line anywhere else. */
export async function loadTruths(): Promise<Truths[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith(".ts")).toSorted();
  return Promise.all(
    names.map(async (name) => ((await import(new URL(name, FOLDER).href)) as { TRUTHS: Truths }).TRUTHS),
  );
}

/** Asks an endpoint for every truth. */
export async function runTruths(files: readonly Truths[], config: ClientConfig): Promise<Outcome[]> {
  const waiting = files.flatMap(({ service, truths }) => truths.map((truth) => ({ service, truth })));
  const outcomes: Outcome[] = [];
  let next = 0;
  const work = async () => {
    for (let at = next++; at < waiting.length; at = next++) {
      const { service, truth } = waiting[at] as (typeof waiting)[number];
      outcomes[at] = { service, truth, differences: await ask(service, truth, new Aws(config, at)) };
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return outcomes;
}

async function ask(service: string, truth: Truth, aws: Aws): Promise<string[]> {
  try {
    let output: unknown;
    let failure: Error | undefined;
    try {
      output = await truth.ask(aws);
    } catch (error) {
      failure = error as Error;
    }
    const observed = aws.recorder.observed(output);
    // What the SDK throws of its own accord is no answer.
    if (failure !== undefined && observed.status < 300) return [`it was not asked: ${failure.message}`];
    return differences(truth.answer, observed, aws.bucket, service === "S3");
  } catch (error) {
    return [`it was not asked: ${String(error)}`];
  } finally {
    aws.close();
  }
}
