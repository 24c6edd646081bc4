import { invalidParameter } from "../errors.ts";
import { NODE_RUNTIME } from "./node/node-runtime.ts";
import { PYTHON_RUNTIME } from "./python/python-runtime.ts";
import type { Runtime } from "./runtime.ts";

/** Every language. */
export const RUNTIMES: readonly Runtime[] = [NODE_RUNTIME, PYTHON_RUNTIME];

/** The language of a function's `Runtime`, or undefined. */
export function findRuntime(identifier: string): Runtime | undefined {
  return RUNTIMES.find(({ identifiers }) => identifiers.includes(identifier));
}

/** The language of a function that is stored. Throws where a state of another version has one that this one lacks. */
export function runtimeOf(identifier: string): Runtime {
  const runtime = findRuntime(identifier);
  if (runtime === undefined) throw invalidParameter(`The runtime ${identifier} is not there.`);
  return runtime;
}
