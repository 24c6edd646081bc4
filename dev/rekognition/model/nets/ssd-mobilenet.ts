import { convolutionKernel, convolve, depthwiseKernel, normaliseBytes, relu6 } from "../layers.ts";
import { OnnxGraph } from "../onnx-writer.ts";
import { readFaceApiWeights } from "../weights.ts";

const strideTwo = new Set([2, 4, 6, 12]);
const batchNormEpsilon = 0.0010000000474974513;

/**
 * face-api's SSD MobileNet v1, without its box branch: bytes (1, height, width, 3), any size, to `logits`
 * (1, anchors, 3), of which the second is "face". It verifies what BlazeFace is unsure of, so only scores matter.
 */
export function ssdMobilenet(folder: string): Uint8Array<ArrayBuffer> {
  const weights = readFaceApiWeights(folder, "ssd_mobilenetv1_model");
  const graph = new OnnxGraph();

  const pointwise = (input: string, prefix: string, stride: number) =>
    relu6(
      graph,
      convolve(graph, input, convolutionKernel(weights.get(`${prefix}/weights`)), {
        bias: weights.get(`${prefix}/convolution_bn_offset`).data,
        stride,
        padding: "SAME_UPPER",
      }),
    );

  const depthwise = (input: string, prefix: string, stride: number) => {
    const norm = (name: string) => weights.get(`${prefix}/BatchNorm/${name}`).data;
    const variance = norm("moving_variance");
    const mean = norm("moving_mean");
    const scale = norm("gamma").map((g, i) => g / Math.sqrt((variance[i] ?? 0) + batchNormEpsilon));
    const bias = norm("beta").map((b, i) => b - (mean[i] ?? 0) * (scale[i] ?? 1));
    const kernel = depthwiseKernel(weights.get(`${prefix}/depthwise_weights`), scale);
    return relu6(graph, convolve(graph, input, kernel, { bias, stride, padding: "SAME_UPPER", groups: scale.length }));
  };

  const features: string[] = [];
  let x = pointwise(normaliseBytes(graph, "input"), "MobilenetV1/Conv2d_0_pointwise", 2);
  for (let i = 1; i <= 13; i++) {
    x = depthwise(x, `MobilenetV1/Conv2d_${i}_depthwise`, strideTwo.has(i) ? 2 : 1);
    x = pointwise(x, `MobilenetV1/Conv2d_${i}_pointwise`, 1);
    if (i === 11 || i === 13) features.push(x);
  }
  for (let i = 0; i < 8; i++) {
    x = pointwise(x, `Prediction/Conv2d_${i}_pointwise`, i % 2 === 0 ? 1 : 2);
    if (i % 2 === 1) features.push(x);
  }

  const scores = features.map((feature, i) => {
    const prefix = `Prediction/BoxPredictor_${i}/ClassPredictor`;
    const head = convolve(graph, feature, convolutionKernel(weights.get(`${prefix}/weights`)), {
      bias: weights.get(`${prefix}/biases`).data,
      stride: 1,
      padding: "SAME_UPPER",
    });
    return graph.node("Reshape", [graph.node("Transpose", [head], { perm: [0, 2, 3, 1] }), graph.integers([0, -1, 3])]);
  });
  graph.node("Concat", scores, { axis: 1 }, "logits");
  return graph.model({ name: "input", dims: [1, "H", "W", 3], type: "uint8" }, [{ name: "logits", dims: [1, "A", 3] }]);
}
