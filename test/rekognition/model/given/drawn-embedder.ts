import { OnnxGraph, type PortShape } from "../../../../dev/rekognition/model/onnx-writer.ts";

/** How a net of the tests is made. */
export interface DrawnEmbedder {
  /** Side of its input in pixels; 112 unless told. */
  readonly side?: number;
  /** Channels beside each other (NHWC) instead of as planes. */
  readonly beside?: boolean;
  readonly input?: PortShape;
  readonly outputs?: readonly PortShape[];
}

/**
 * A net that looks at a face's coarse picture: the mean of each of 7×7 squares of each channel, less the mean of them
 * all. It tells the drawn people apart well enough to see whether what it is given is upright, aligned and in order.
 */
export function drawnEmbedder({ side = 112, beside = false, input, outputs }: DrawnEmbedder = {}): Uint8Array {
  const graph = new OnnxGraph();
  const planes = beside ? graph.node("Transpose", ["face"], { perm: [0, 3, 1, 2] }) : "face";
  const window = side / 7;
  const coarse = graph.node("AveragePool", [planes], { kernel_shape: [window, window], strides: [window, window] });
  const flat = graph.node("Reshape", [coarse, graph.integers([-1, 147])]);
  const mean = graph.node("ReduceMean", [flat], { axes: [1], keepdims: 1 });
  // A weight that changes nothing, and is denormal in every product.
  const tiny = graph.weight([147], new Float32Array(147).fill(1e-30));
  graph.node("Add", [graph.node("Sub", [flat, mean]), tiny], {}, "vector");
  const dims = beside ? ["N", side, side, 3] : ["N", 3, side, side];
  return graph.model(input ?? { name: "face", dims }, outputs ?? [{ name: "vector", dims: ["N", 147] }]);
}
