import type { InferenceSession } from "onnxruntime-node";
import { alignedChip, chip } from "./align.ts";
import { mirroredMean } from "./mirrored-mean.ts";
import type { Pixels, Point } from "./pixels.ts";
import { runOnCrops } from "./sessions.ts";

/**
 * Embeds each face, given by its landmarks in pixels, as 128 numbers of length 1: the mean of what the net says of the
 * face and of its mirror image (`vectorForm` of the engine's version). The net's own lengths (about 1.4) tell nothing
 * of who somebody is, and which side of a face is seen tells little.
 */
export async function embed(
  session: InferenceSession,
  pixels: Pixels,
  faces: readonly (readonly Point[])[],
): Promise<Float32Array[]> {
  const outputs = await runOnCrops([session], pixels, chip.size, faces.map(alignedChip), { mirrored: true });
  const vectors = outputs.map((output) => output("embedding"));
  return faces.map((_, i) => {
    const [seen = new Float32Array(), mirrored = new Float32Array()] = vectors.slice(2 * i, 2 * i + 2);
    return mirroredMean(seen, mirrored);
  });
}
