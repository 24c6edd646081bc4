import path from "node:path";
import * as v from "valibot";
import { FaceModelError } from "../face-model.ts";
import { type Padding, add, convolutionKernel, convolve, depthwiseKernel, normaliseBytes, relu } from "../layers.ts";
import { OnnxGraph } from "../onnx-writer.ts";
import { manifestSchema, readJson, readWeights } from "../weights.ts";

const nodeSchema = v.object({
  name: v.string(),
  op: v.string(),
  input: v.optional(v.array(v.string()), []),
  attr: v.optional(
    v.object({
      strides: v.optional(v.object({ list: v.object({ i: v.array(v.string()) }) })),
      ksize: v.optional(v.object({ list: v.object({ i: v.array(v.string()) }) })),
      padding: v.optional(v.object({ s: v.string() })),
      fused_ops: v.optional(v.object({ list: v.object({ s: v.array(v.string()) }) })),
    }),
    {},
  ),
});
const graphSchema = v.object({
  modelTopology: v.object({ node: v.array(nodeSchema) }),
  weightsManifest: manifestSchema,
});
type GraphNode = v.InferOutput<typeof nodeSchema>;

/**
 * MediaPipe's BlazeFace (back camera), a TensorFlow.js graph, with free height and width: bytes
 * (1, height, width, 3), sides multiples of 32, to `scores1`/`boxes1` (stride 16, 2 anchors a cell) and
 * `scores2`/`boxes2` (stride 32, 6 anchors a cell); a box is 16 numbers: centre, size, six key points.
 */
export function blazeFace(folder: string): Uint8Array<ArrayBuffer> {
  const { modelTopology, weightsManifest } = v.parse(graphSchema, readJson(path.join(folder, "blazeface.json")));
  const weights = readWeights(folder, weightsManifest);
  const nodes = new Map(modelTopology.node.map((node) => [node.name, node]));
  const graph = new OnnxGraph();
  const done = new Map<string, string>();

  const translate = (name: string): string => {
    const known = done.get(name);
    if (known !== undefined) return known;
    const node = nodes.get(name);
    if (!node) throw new FaceModelError(`BlazeFace's graph lacks the node ${name}. Run: npm ci.`);
    const output = convert(node);
    done.set(name, output);
    return output;
  };

  const convert = (node: GraphNode): string => {
    const [a = "", b = "", c = ""] = node.input;
    switch (node.op) {
      case "Placeholder":
        return normaliseBytes(graph, "input");
      case "_FusedConv2D": {
        const options = { bias: weights.get(c).data, stride: strideOf(node), padding: paddingOf(node) };
        const y = convolve(graph, translate(a), convolutionKernel(weights.get(b)), options);
        return fuses(node, "Relu") ? relu(graph, y) : y;
      }
      case "DepthwiseConv2dNative": {
        const kernel = weights.get(b);
        const options = { stride: strideOf(node), padding: paddingOf(node), groups: kernel.shape[2] ?? 1 };
        return convolve(graph, translate(a), depthwiseKernel(kernel), options);
      }
      case "AddV2":
        return add(graph, translate(a), translate(b));
      case "Relu":
        return relu(graph, translate(a));
      case "MaxPool": {
        const size = Number(node.attr.ksize?.list.i[1]);
        const stride = strideOf(node);
        const sides = { kernel_shape: [size, size], strides: [stride, stride], auto_pad: paddingOf(node) };
        return graph.node("MaxPool", [translate(a)], sides);
      }
      case "Pad": {
        // TensorFlow: begin and end per axis of NHWC; ONNX: all begins, then all ends, of NCHW.
        const p = weights.get(b).data;
        const order = [0, 6, 2, 4, 1, 7, 3, 5].map((i) => p[i] ?? 0);
        return graph.node("Pad", [translate(a), graph.integers(order)]);
      }
      default:
        throw new FaceModelError(`BlazeFace's graph has an operation that is not known here: ${node.op}.`);
    }
  };

  const outputs: string[] = [];
  for (const node of modelTopology.node.filter(({ op }) => op === "Reshape")) {
    const [head = ""] = node.input;
    const perBox = node.name.includes("classificators") ? 1 : 16;
    const output = `${perBox === 1 ? "scores" : "boxes"}${node.name.endsWith("_1") ? 1 : 2}`;
    const last = graph.node("Transpose", [translate(head)], { perm: [0, 2, 3, 1] });
    graph.node("Reshape", [last, graph.integers([1, -1, perBox])], {}, output);
    outputs.push(output);
  }
  return graph.model(
    { name: "input", dims: [1, "H", "W", 3], type: "uint8" },
    outputs.map((name) => ({ name, dims: [1, `n_${name}`, name.startsWith("scores") ? 1 : 16] })),
  );
}

function strideOf(node: GraphNode): number {
  return Number(node.attr.strides?.list.i[1]);
}

// Strings of the graph's attributes are base64.
function paddingOf(node: GraphNode): Padding {
  const padding = Buffer.from(node.attr.padding?.s ?? "", "base64").toString();
  return padding === "SAME" ? "SAME_UPPER" : "VALID";
}

function fuses(node: GraphNode, op: string): boolean {
  return node.attr.fused_ops?.list.s.some((name) => Buffer.from(name, "base64").toString() === op) ?? false;
}
