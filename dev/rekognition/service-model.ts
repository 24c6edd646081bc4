import { modelOf } from "../endpoint/model/service-model.ts";
import type { Shape } from "../endpoint/model/shape.ts";

/** The operations on pictures, collections and users, whether the local mode has them or not. */
export const OPERATIONS = [
  "AssociateFaces",
  "CompareFaces",
  "CreateCollection",
  "CreateUser",
  "DeleteCollection",
  "DeleteFaces",
  "DeleteUser",
  "DescribeCollection",
  "DetectCustomLabels",
  "DetectFaces",
  "DetectLabels",
  "DetectModerationLabels",
  "DetectProtectiveEquipment",
  "DetectText",
  "DisassociateFaces",
  "GetCelebrityInfo",
  "IndexFaces",
  "ListCollections",
  "ListFaces",
  "ListTagsForResource",
  "ListUsers",
  "RecognizeCelebrities",
  "SearchFaces",
  "SearchFacesByImage",
  "SearchUsers",
  "SearchUsersByImage",
  "TagResource",
  "UntagResource",
] as const;

/** One of `OPERATIONS`. */
export type OperationName = (typeof OPERATIONS)[number];

/** The name of the shape of an operation's input. */
export function inputShape(operation: OperationName): string {
  return nameOf(operation, "input");
}

/** The name of the shape of an operation's answer. */
export function outputShape(operation: OperationName): string {
  return nameOf(operation, "output");
}

/** The shape of a name. */
export function shapeNamed(name: string): Shape {
  return modelOf("rekognition").shape(name);
}

function nameOf(operation: OperationName, side: "input" | "output"): string {
  const name = modelOf("rekognition").operation(operation)[side];
  if (name === undefined) throw new Error(`${operation} has no ${side} in the model of Rekognition`);
  return name;
}
