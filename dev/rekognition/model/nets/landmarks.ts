import { fullyConnected, normaliseRgb } from "../layers.ts";
import { OnnxGraph } from "../onnx-writer.ts";
import { readFaceApiWeights } from "../weights.ts";
import { denseFeatures } from "./dense-features.ts";

/** face-api's 68 landmarks: crops (n, 3, 112, 112) to `points` (n, 136), x and y as ratios of the crop. */
export function landmarkNet(folder: string): Uint8Array<ArrayBuffer> {
  const weights = readFaceApiWeights(folder, "face_landmark_68_model");
  const graph = new OnnxGraph();
  const features = denseFeatures(graph, normaliseRgb(graph, "input"), weights);
  fullyConnected(graph, features, weights, "fc", "points");
  return graph.model({ name: "input", dims: ["N", 3, 112, 112] }, [{ name: "points", dims: ["N", 136] }]);
}
