import { chip } from "./align.ts";
import { locateWeights } from "./weights.ts";

/** The engine's name: what decides an embedding is in it, so vectors of two engines are never compared. */
export function engineVersion(): string {
  const { faceApi, human } = locateWeights();
  return `blazeface@human-${human.version}+dlib-resnet@face-api-${faceApi.version}+chip-${chip.size}-${chip.padding}`;
}
