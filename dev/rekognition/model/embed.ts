import type { InferenceSession } from "onnxruntime-node";
import { alignedChip, chip } from "./align.ts";
import type { Pixels, Point } from "./pixels.ts";
import { runOnCrops } from "./sessions.ts";

/** Embeds each face, given by its landmarks in pixels, as 128 numbers. */
export async function embed(
  session: InferenceSession,
  pixels: Pixels,
  faces: readonly (readonly Point[])[],
): Promise<Float32Array[]> {
  const outputs = await runOnCrops([session], pixels, chip.size, faces.map(alignedChip));
  return outputs.map((output) => output("embedding"));
}
