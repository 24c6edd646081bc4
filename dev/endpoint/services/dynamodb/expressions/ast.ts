import type { AttributeValue } from "../values/attribute-value.ts";

/** Attribute names and list positions from an item's root to a value. */
export type Path = readonly (string | number)[];

/** What a condition compares. */
export type Operand = Path | AttributeValue | FunctionCall;

/** `size(a)`, `begins_with(a, :b)` and the like. */
export interface FunctionCall {
  readonly type: "function";
  readonly name: string;
  readonly args: readonly Operand[];
}

/** A condition as the parser gives it. */
export type ConditionNode =
  | { readonly type: "and" | "or"; readonly args: readonly [ConditionNode, ConditionNode] }
  | { readonly type: "not"; readonly args: readonly [ConditionNode] }
  | { readonly type: "=" | "<>" | "<" | "<=" | ">" | ">=" | "between" | "in"; readonly args: readonly Operand[] }
  | FunctionCall;

/** A parsed ConditionExpression or FilterExpression. */
export interface Condition {
  readonly expression: ConditionNode;
  /** First names of paths that go deeper. */
  readonly nestedPaths: Readonly<Record<string, true>>;
  /** First names of all paths. */
  readonly pathHeads: Readonly<Record<string, true>>;
}

/** A parsed ProjectionExpression. */
export interface Projection {
  readonly paths: readonly Path[];
  readonly nestedPaths: Readonly<Record<string, true>>;
}

/** What SET assigns. */
export type UpdateValue =
  | Path
  | AttributeValue
  | { readonly type: "add" | "subtract"; readonly args: readonly [UpdateValue, UpdateValue] }
  | { readonly type: "function"; readonly name: string; readonly args: readonly [UpdateValue, UpdateValue] };

/** One action of an UpdateExpression. */
export type UpdateAction =
  | { readonly type: "set"; readonly path: Path; readonly val: UpdateValue; readonly attrType: string | null }
  | { readonly type: "remove"; readonly path: Path }
  | {
      readonly type: "add" | "delete";
      readonly path: Path;
      readonly val: AttributeValue;
      readonly attrType: string;
    };

/** A parsed UpdateExpression. */
export interface Update {
  readonly sections: readonly UpdateAction[];
  readonly paths: readonly Path[];
  readonly nestedPaths: Readonly<Record<string, true>>;
}

/** One clause of the parameters from before expressions: `Expected`, `ScanFilter`, `KeyConditions` and others. */
export interface LegacyCondition {
  readonly ComparisonOperator?: string;
  readonly AttributeValueList?: readonly AttributeValue[];
  readonly Value?: AttributeValue;
  readonly Exists?: boolean;
}

/** Such clauses by attribute name. */
export type LegacyConditions = Readonly<Record<string, LegacyCondition>>;
