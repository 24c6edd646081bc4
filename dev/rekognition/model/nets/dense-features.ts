import { add, convolutionKernel, convolve, globalAverage, relu, separable } from "../layers.ts";
import type { OnnxGraph } from "../onnx-writer.ts";
import type { Weights } from "../weights.ts";

/** The trunk that face-api's landmark and expression nets share: four densely connected blocks, averaged. */
export function denseFeatures(graph: OnnxGraph, input: string, weights: Weights): string {
  let x = input;
  for (let block = 0; block < 4; block++) {
    const prefix = `dense${block}`;
    const entry =
      block === 0
        ? convolve(graph, x, convolutionKernel(weights.get(`${prefix}/conv0/filters`)), {
            bias: weights.get(`${prefix}/conv0/bias`).data,
            stride: 2,
            padding: "SAME_UPPER",
          })
        : separable(graph, x, weights, `${prefix}/conv0`, 2);
    const one = relu(graph, entry);
    const two = separable(graph, one, weights, `${prefix}/conv1`, 1);
    const three = separable(graph, relu(graph, add(graph, one, two)), weights, `${prefix}/conv2`, 1);
    const four = separable(graph, relu(graph, add(graph, one, two, three)), weights, `${prefix}/conv3`, 1);
    x = relu(graph, add(graph, one, two, three, four));
  }
  return globalAverage(graph, x);
}
