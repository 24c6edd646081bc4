import { apps } from "./apps.ts";
import type { Benchmark } from "./benchmark.ts";
import { burst } from "./burst.ts";
import { consoleBenchmark } from "./console.ts";
import { cdk } from "./cdk.ts";
import { endpoint } from "./endpoint.ts";
import { endurance } from "./endurance.ts";
import { invoke } from "./invoke.ts";
import { largeObject } from "./large-object.ts";
import { loop } from "./loop.ts";
import { pipeline } from "./pipeline.ts";
import { rekognition } from "./rekognition.ts";
import { replay } from "./replay.ts";
import { requests } from "./requests.ts";
import { start } from "./start.ts";

/** Every benchmark, in the order in which they run. */
export const BENCHMARKS: readonly Benchmark[] = [
  start,
  pipeline,
  invoke,
  endpoint,
  loop,
  cdk,
  apps,
  rekognition,
  replay,
  burst,
  endurance,
  requests,
  largeObject,
  consoleBenchmark,
];
