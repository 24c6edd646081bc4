import { availableParallelism } from "node:os";

/** Each worker has the nets of its own, about 200 MB. */
const MOST = 8;

/** Most model workers on so many cores: beyond two, one core is left to functions and to the endpoint. */
export function mostWorkers(cores = availableParallelism()): number {
  return Math.min(MOST, Math.max(Math.min(2, cores), cores - 1));
}
