import { chip } from "./align.ts";
import type { GivenEmbedder } from "./given/embedder.ts";
import { locateWeights } from "./weights.ts";

/** What is made of the recognition net's outputs: the mean of the face's and its mirror image's, of length 1. */
const vectorForm = "mirrored-unit";

/** The engine's name: what decides an embedding is in it, so vectors of two engines are never compared. */
export function engineVersion(given?: GivenEmbedder): string {
  const { faceApi, human } = locateWeights();
  if (given !== undefined) {
    const { order, mean, divisor } = given.input;
    const net = `embedder-${given.sha256.slice(0, 16)}-${order}-${mean}-${divisor}`;
    return `blazeface@human-${human.version}+landmarks@face-api-${faceApi.version}+${net}+five-points+${vectorForm}`;
  }
  return (
    `blazeface@human-${human.version}+dlib-resnet@face-api-${faceApi.version}` +
    `+chip-${chip.size}-${chip.padding}+${vectorForm}`
  );
}
