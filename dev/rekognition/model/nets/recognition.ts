import { type Padding, add, convolutionKernel, convolve, normaliseRgb, relu } from "../layers.ts";
import { OnnxGraph } from "../onnx-writer.ts";
import { readFaceApiWeights } from "../weights.ts";

const blocks = [
  "conv32_1",
  "conv32_2",
  "conv32_3",
  "conv64_down",
  "conv64_1",
  "conv64_2",
  "conv64_3",
  "conv128_down",
  "conv128_1",
  "conv128_2",
  "conv256_down",
  "conv256_1",
  "conv256_2",
  "conv256_down_out",
];

/** dlib's face ResNet: aligned chips (n, 3, 150, 150) to `embedding` (n, 128). */
export function recognitionNet(folder: string): Uint8Array<ArrayBuffer> {
  const weights = readFaceApiWeights(folder, "face_recognition_model");
  const graph = new OnnxGraph();

  // The scale layer after each convolution is folded into its kernel and bias.
  const scaled = (input: string, prefix: string, stride: number, padding: Padding) => {
    const scale = weights.get(`${prefix}/scale/weights`).data;
    const shift = weights.get(`${prefix}/scale/biases`).data;
    const bias = weights.get(`${prefix}/conv/bias`).data.map((b, i) => b * (scale[i] ?? 1) + (shift[i] ?? 0));
    const kernel = convolutionKernel(weights.get(`${prefix}/conv/filters`), scale);
    return convolve(graph, input, kernel, { bias, stride, padding });
  };

  const residual = (input: string, prefix: string) => {
    const first = relu(graph, scaled(input, `${prefix}/conv1`, 1, "SAME_UPPER"));
    return relu(graph, add(graph, scaled(first, `${prefix}/conv2`, 1, "SAME_UPPER"), input));
  };

  let side = 35; // of the feature map after the first convolution and pooling of a 150 px chip
  const down = (input: string, prefix: string) => {
    const first = relu(graph, scaled(input, `${prefix}/conv1`, 2, "VALID"));
    let main = scaled(first, `${prefix}/conv2`, 1, "SAME_UPPER");
    let shortcut = graph.node("AveragePool", [input], { kernel_shape: [2, 2], strides: [2, 2] });
    const [, , inputs = 0, outputs = 0] = weights.shapeOf(`${prefix}/conv1/conv/filters`);
    const mainSide = ((side - 3) >> 1) + 1;
    side >>= 1;
    if (mainSide !== side) main = graph.node("Pad", [main, graph.integers([0, 0, 0, 0, 0, 0, 1, 1])]);
    if (inputs !== outputs) {
      shortcut = graph.node("Pad", [shortcut, graph.integers([0, 0, 0, 0, 0, outputs - inputs, 0, 0])]);
    }
    return relu(graph, add(graph, shortcut, main));
  };

  let x = relu(graph, scaled(normaliseRgb(graph, "input"), "conv32_down", 2, "VALID"));
  x = graph.node("MaxPool", [x], { kernel_shape: [3, 3], strides: [2, 2] });
  for (const block of blocks) x = block.includes("down") ? down(x, block) : residual(x, block);
  x = graph.node("Flatten", [graph.node("GlobalAveragePool", [x])]);
  graph.node("MatMul", [x, graph.weight([256, 128], weights.get("fc").data)], {}, "embedding");
  return graph.model({ name: "input", dims: ["N", 3, 150, 150] }, [{ name: "embedding", dims: ["N", 128] }]);
}
