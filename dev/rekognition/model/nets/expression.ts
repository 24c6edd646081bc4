import { fullyConnected, normaliseRgb } from "../layers.ts";
import { OnnxGraph } from "../onnx-writer.ts";
import { readFaceApiWeights } from "../weights.ts";
import { denseFeatures } from "./dense-features.ts";

/**
 * face-api's expressions: crops (n, 3, 112, 112) to `probabilities` (n, 7) of
 * neutral, happy, sad, angry, fearful, disgusted, surprised.
 */
export function expressionNet(folder: string): Uint8Array<ArrayBuffer> {
  const weights = readFaceApiWeights(folder, "face_expression_model");
  const graph = new OnnxGraph();
  const features = denseFeatures(graph, normaliseRgb(graph, "input"), weights);
  graph.node("Softmax", [fullyConnected(graph, features, weights, "fc")], { axis: 1 }, "probabilities");
  return graph.model({ name: "input", dims: ["N", 3, 112, 112] }, [{ name: "probabilities", dims: ["N", 7] }]);
}
