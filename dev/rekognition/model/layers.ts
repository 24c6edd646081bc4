import { giveBack } from "./give-back.ts";
import type { OnnxGraph } from "./onnx-writer.ts";
import type { Weights, WeightTensor } from "./weights.ts";

/** How a convolution or pooling treats the border: padded to keep the size, or not at all. */
export type Padding = "SAME_UPPER" | "VALID";

interface Kernel {
  readonly dims: readonly [number, number, number, number];
  readonly data: Float32Array<ArrayBuffer>;
}

/**
 * Reorders a TensorFlow kernel (height, width, in, out) for ONNX, each output scaled if a scale is given. The tensor's
 * memory is given back.
 */
export function convolutionKernel({ shape, data }: WeightTensor, scale?: Float32Array): Kernel {
  const [height = 1, width = 1, inputs = 1, outputs = 1] = shape;
  const out = new Float32Array(data.length);
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let i = 0; i < inputs; i++) {
        for (let o = 0; o < outputs; o++) {
          out[((o * inputs + i) * height + y) * width + x] = (data[at++] ?? 0) * (scale?.[o] ?? 1);
        }
      }
    }
  }
  giveBack(data);
  return { dims: [outputs, inputs, height, width], data: out };
}

/** The same for a depthwise kernel (height, width, channels, 1). */
export function depthwiseKernel({ shape, data }: WeightTensor, scale?: Float32Array): Kernel {
  const [height = 1, width = 1, channels = 1] = shape;
  const out = new Float32Array(data.length);
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) out[(c * height + y) * width + x] = (data[at++] ?? 0) * (scale?.[c] ?? 1);
    }
  }
  giveBack(data);
  return { dims: [channels, 1, height, width], data: out };
}

/** A convolution node; a depthwise one has as many groups as channels. */
export function convolve(
  graph: OnnxGraph,
  input: string,
  kernel: Kernel,
  options: { bias?: Float32Array<ArrayBuffer>; stride: number; padding: Padding; groups?: number },
): string {
  const { bias, stride, padding, groups = 1 } = options;
  const inputs = [input, graph.weight(kernel.dims, kernel.data)];
  if (bias) inputs.push(graph.weight([bias.length], bias));
  return graph.node("Conv", inputs, {
    strides: [stride, stride],
    kernel_shape: [kernel.dims[2], kernel.dims[3]],
    auto_pad: padding,
    group: groups,
  });
}

/** A depthwise separable convolution by face-api's names: depthwise_filter, pointwise_filter, bias. */
export function separable(graph: OnnxGraph, input: string, weights: Weights, prefix: string, stride: number): string {
  const depthwise = weights.get(`${prefix}/depthwise_filter`);
  const spread = convolve(graph, input, depthwiseKernel(depthwise), {
    stride,
    padding: "SAME_UPPER",
    groups: depthwise.shape[2] ?? 1,
  });
  return convolve(graph, spread, convolutionKernel(weights.get(`${prefix}/pointwise_filter`)), {
    bias: weights.get(`${prefix}/bias`).data,
    stride: 1,
    padding: "SAME_UPPER",
  });
}

/** A fully connected layer by face-api's names: weights, bias. */
export function fullyConnected(
  graph: OnnxGraph,
  input: string,
  weights: Weights,
  prefix: string,
  output?: string,
): string {
  const matrix = weights.get(`${prefix}/weights`);
  const bias = weights.get(`${prefix}/bias`);
  const product = graph.node("MatMul", [input, graph.weight(matrix.shape, matrix.data)]);
  return graph.node("Add", [product, graph.weight([bias.data.length], bias.data)], {}, output);
}

/** Rectifier. */
export function relu(graph: OnnxGraph, input: string): string {
  return graph.node("Relu", [input]);
}

/** Rectifier clipped at 6. */
export function relu6(graph: OnnxGraph, input: string): string {
  return graph.node("Clip", [input, graph.scalar(0), graph.scalar(6)]);
}

/** Element-wise sum of two or more tensors, from left to right. */
export function add(graph: OnnxGraph, first: string, ...rest: readonly string[]): string {
  let sum = first;
  for (const term of rest) sum = graph.node("Add", [sum, term]);
  return sum;
}

/** Mean over height and width, as a vector per picture. */
export function globalAverage(graph: OnnxGraph, input: string): string {
  return graph.node("Flatten", [graph.node("GlobalAveragePool", [input])]);
}

/** face-api's input normalisation: minus the mean RGB of its training set, over 255. */
export function normaliseRgb(graph: OnnxGraph, input: string): string {
  const mean = graph.weight([1, 3, 1, 1], Float32Array.of(122.782, 117.001, 104.298));
  return graph.node("Div", [graph.node("Sub", [input, mean]), graph.scalar(255)]);
}

/**
 * The detectors' input: bytes as they lie in a decoded picture (1, height, width, 3), turned into
 * floats from -1 to 1. Division and subtraction stay nodes of their own: folded into the first
 * convolution they would change its zero-padded border.
 */
export function normaliseBytes(graph: OnnxGraph, input: string): string {
  const planes = graph.node("Cast", [graph.node("Transpose", [input], { perm: [0, 3, 1, 2] })], { to: 1 });
  return graph.node("Sub", [graph.node("Div", [planes, graph.scalar(127.5)]), graph.scalar(1)]);
}
