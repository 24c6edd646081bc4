import { giveBack } from "./give-back.ts";

/** Element types of the ONNX `TensorProto.DataType` list that these nets use. */
const elementType = { float: 1, uint8: 2, int64: 7 } as const;

/** A dimension of a graph's input or output: a number, or a name where the size is free. */
type Dimension = number | string;

/** A graph's input or output with its shape. */
export interface PortShape {
  readonly name: string;
  readonly dims: readonly Dimension[];
  readonly type?: "float" | "uint8";
}

/** An attribute of an ONNX node: an integer, a string, or a list of integers. */
export type NodeAttribute = number | string | readonly number[];

/**
 * Collects nodes and weights of one net and writes them as an ONNX model (opset 13) in memory,
 * so that the packages' own weight files are used as they are, without a protobuf library.
 */
export class OnnxGraph {
  readonly #nodes: Chunks[] = [];
  readonly #weights: Chunks[] = [];
  readonly #data: (Float32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>)[] = [];
  #names = 0;

  /** Adds a constant tensor and returns its name; its memory is read, and given back, when the model is written. */
  weight(dims: readonly number[], data: Float32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>): string {
    this.#data.push(data);
    const name = `w${this.#names++}`;
    const type = data instanceof BigInt64Array ? elementType.int64 : elementType.float;
    this.#weights.push([
      ...dims.flatMap((size) => integer(1, size)),
      ...integer(2, type),
      ...bytes(8, name),
      ...bytes(9, [new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]),
    ]);
    return name;
  }

  /** Adds a constant list of 64-bit integers (shapes, paddings) and returns its name. */
  integers(values: readonly number[]): string {
    return this.weight([values.length], BigInt64Array.from(values, BigInt));
  }

  /** Adds a constant float scalar and returns its name. */
  scalar(value: number): string {
    return this.weight([], Float32Array.of(value));
  }

  /** Adds a node with one output and returns the output's name. */
  node(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, NodeAttribute>> = {},
    output = `t${this.#names++}`,
  ): string {
    this.#nodes.push([
      ...inputs.flatMap((input) => bytes(1, input)),
      ...bytes(2, output),
      ...bytes(4, type),
      ...Object.entries(attributes).flatMap(([name, value]) => bytes(5, attribute(name, value))),
    ]);
    return output;
  }

  /** Writes the whole model: one input, the given outputs. Nothing is left of the weights in the graph. */
  model(input: PortShape, outputs: readonly PortShape[]): Uint8Array<ArrayBuffer> {
    const graph = [
      ...this.#nodes.flatMap((node) => bytes(1, node)),
      ...bytes(2, "net"),
      ...this.#weights.flatMap((weight) => bytes(5, weight)),
      ...bytes(11, port(input)),
      ...outputs.flatMap((output) => bytes(12, port(output))),
    ];
    const irVersion = 8;
    const opset = [...bytes(1, ""), ...integer(2, 13)];
    const model = join([...integer(1, irVersion), ...bytes(2, "doppelface"), ...bytes(7, graph), ...bytes(8, opset)]);
    for (const data of this.#data) giveBack(data);
    return model;
  }
}

/** A piece of the file in parts that are joined only once: the weights are tens of megabytes. */
type Chunks = readonly Uint8Array[];

/** Not `Buffer.concat`, whose memory may be shared. */
function join(chunks: Chunks): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(chunks.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}

function port({ name, dims, type = "float" }: PortShape): Chunks {
  const shape = dims.flatMap((size) => bytes(1, typeof size === "string" ? bytes(2, size) : integer(1, size)));
  return [...bytes(1, name), ...bytes(2, bytes(1, [...integer(1, elementType[type]), ...bytes(2, shape)]))];
}

function attribute(name: string, value: NodeAttribute): Chunks {
  const kind = { integer: 2, string: 3, integers: 7 };
  if (typeof value === "string") return [...bytes(1, name), ...bytes(4, value), ...integer(20, kind.string)];
  if (typeof value === "number") return [...bytes(1, name), ...integer(3, value), ...integer(20, kind.integer)];
  return [...bytes(1, name), ...value.flatMap((item) => integer(8, item)), ...integer(20, kind.integers)];
}

// Protobuf: a field is its number and wire type (0 varint, 2 length-delimited) as a varint, then the value.

function integer(field: number, value: number): Chunks {
  return [varint(field << 3), varint(value)];
}

function bytes(field: number, value: string | Chunks): Chunks {
  const content = typeof value === "string" ? [Buffer.from(value)] : value;
  const length = content.reduce((sum, part) => sum + part.length, 0);
  return [varint((field << 3) | 2), varint(length), ...content];
}

function varint(value: number): Uint8Array {
  const out: number[] = [];
  let rest = value;
  while (rest > 127) {
    out.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  out.push(rest);
  return Uint8Array.from(out);
}
