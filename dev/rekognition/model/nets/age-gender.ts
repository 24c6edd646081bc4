import {
  add,
  convolutionKernel,
  convolve,
  fullyConnected,
  globalAverage,
  normaliseRgb,
  relu,
  separable,
} from "../layers.ts";
import { OnnxGraph } from "../onnx-writer.ts";
import { readFaceApiWeights } from "../weights.ts";

/** face-api's age and gender: crops (n, 3, 112, 112) to `age` (n, 1) in years and `gender` (n, 2), male and female. */
export function ageGenderNet(folder: string): Uint8Array<ArrayBuffer> {
  const weights = readFaceApiWeights(folder, "age_gender_model");
  const graph = new OnnxGraph();

  const plain = (input: string, prefix: string) =>
    convolve(graph, input, convolutionKernel(weights.get(`${prefix}/filters`)), {
      bias: weights.get(`${prefix}/bias`).data,
      stride: 2,
      padding: "SAME_UPPER",
    });

  const reduce = (input: string, prefix: string, activate: boolean) => {
    let x = separable(graph, activate ? relu(graph, input) : input, weights, `${prefix}/separable_conv0`, 1);
    x = separable(graph, relu(graph, x), weights, `${prefix}/separable_conv1`, 1);
    x = graph.node("MaxPool", [x], { kernel_shape: [3, 3], strides: [2, 2], auto_pad: "SAME_UPPER" });
    return add(graph, x, plain(input, `${prefix}/expansion_conv`));
  };

  let x = relu(graph, plain(normaliseRgb(graph, "input"), "entry_flow/conv_in"));
  x = reduce(x, "entry_flow/reduction_block_0", false);
  x = reduce(x, "entry_flow/reduction_block_1", true);
  for (const block of [0, 1]) {
    let inner = x;
    for (const layer of [0, 1, 2]) {
      inner = separable(
        graph,
        relu(graph, inner),
        weights,
        `middle_flow/main_block_${block}/separable_conv${layer}`,
        1,
      );
    }
    x = add(graph, inner, x);
  }
  x = reduce(x, "exit_flow/reduction_block", true);
  x = globalAverage(graph, relu(graph, separable(graph, x, weights, "exit_flow/separable_conv", 1)));
  fullyConnected(graph, x, weights, "fc/age", "age");
  graph.node("Softmax", [fullyConnected(graph, x, weights, "fc/gender")], { axis: 1 }, "gender");
  return graph.model({ name: "input", dims: ["N", 3, 112, 112] }, [
    { name: "age", dims: ["N", 1] },
    { name: "gender", dims: ["N", 2] },
  ]);
}
