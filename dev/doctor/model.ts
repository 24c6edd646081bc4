import type { Settings } from "../config/settings.ts";
import { chosenEmbedder } from "../engine/rekognition.ts";
import { readEmbedder } from "../rekognition/model/given/embedder.ts";
import type { Finding } from "./finding.ts";

/** The face model: its packages are found, and its nets load. */
export async function checkModel(settings: Pick<Settings, "embedder" | "embedderInput">): Promise<Finding> {
  const startedAt = performance.now();
  const choice = chosenEmbedder(settings);
  try {
    const { LocalFaceModel } = await import("../rekognition/model/local-face-model.ts");
    const model = new LocalFaceModel({ given: choice && (await readEmbedder(choice)) });
    try {
      await model.load();
      const ms = Math.round(performance.now() - startedAt);
      return { check: "face model", level: "ok", found: `${model.version}, loaded in ${ms} ms` };
    } finally {
      await model.close();
    }
  } catch (error) {
    return {
      check: "face model",
      level: "broken",
      found: error instanceof Error ? error.message : String(error),
      ...(choice === undefined
        ? { advice: "Run npm ci: the weights and both native modules (onnxruntime-node, sharp) come with it." }
        : {}),
    };
  }
}
