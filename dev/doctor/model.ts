import type { Finding } from "./finding.ts";

/** The face model: its packages are found, and its nets load. */
export async function checkModel(): Promise<Finding> {
  const startedAt = performance.now();
  try {
    const { LocalFaceModel } = await import("../rekognition/model/local-face-model.ts");
    const model = new LocalFaceModel();
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
      advice: "Run npm ci: the weights and both native modules (onnxruntime-node, sharp) come with it.",
    };
  }
}
