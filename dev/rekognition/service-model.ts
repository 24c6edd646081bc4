import document from "./shapes.json" with { type: "json" };

/** The operations on pictures, collections and users, whether the local mode has them or not. */
export type OperationName = keyof typeof document.operations;

/** A shape of the service model, as botocore's has it. */
export interface Shape {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, string>>;
  readonly member?: string;
  readonly key?: string;
  readonly value?: string;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

const SHAPES: Readonly<Record<string, Shape>> = document.shapes;

/** Every one of them. */
export const OPERATIONS: readonly OperationName[] = Object.keys(document.operations) as OperationName[];

/** The name of the shape of an operation's input. */
export function inputShape(operation: OperationName): string {
  return document.operations[operation].input;
}

/** The name of the shape of an operation's answer. */
export function outputShape(operation: OperationName): string {
  return document.operations[operation].output;
}

/** The shape of a name. */
export function shapeNamed(name: string): Shape {
  const shape = SHAPES[name];
  if (shape === undefined) throw new Error(`shapes.json has no shape ${name}`);
  return shape;
}
