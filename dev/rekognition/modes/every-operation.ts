import type { Permission } from "../../endpoint/identity/caller.ts";
import { inputOf } from "../../endpoint/model/input-of.ts";
import type { Call, Operation, OperationTable } from "../../endpoint/service.ts";
import { onAnything, onCollection } from "../context.ts";
import { asRecord } from "../recordings/model-shapes.ts";
import { OPERATIONS, type OperationName } from "../service-model.ts";

/** Answers a parsed input of any operation. */
export type Answer = (operation: OperationName, input: Record<string, unknown>, call: Call) => Promise<unknown>;

/** The table of a mode in which somebody else answers: every operation on pictures, collections and users, by one function. */
export function everyOperation(answer: Answer): OperationTable {
  return Object.fromEntries(OPERATIONS.map((name) => [name, operation(name, answer)]));
}

function operation(name: OperationName, answer: Answer): Operation {
  return {
    parse: inputOf("rekognition", name),
    permissions: (input, call) => permissions(name, asRecord(input), call),
    run: (input, call) => answer(name, asRecord(input), call),
  };
}

/** The actions that AWS evaluates, as in its service authorization reference. */
function permissions(name: OperationName, input: Record<string, unknown>, call: Call): Permission[] {
  const { CollectionId, ResourceArn, ProjectVersionArn, ProjectVersion, Tags } = input;
  const action = `rekognition:${name}`;
  if (typeof ResourceArn === "string") return [{ action, resource: ResourceArn }];
  const model = ProjectVersionArn ?? ProjectVersion;
  if (typeof model === "string") return [{ action, resource: model, isUpstream: true }];
  if (typeof CollectionId !== "string") return onAnything(name);
  const tagging =
    name === "CreateCollection" && Tags !== undefined ? onCollection("TagResource", { CollectionId }, call) : [];
  return [...onCollection(name, { CollectionId }, call), ...tagging];
}
