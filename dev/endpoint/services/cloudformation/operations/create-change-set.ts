import { isDeepStrictEqual } from "node:util";
import * as v from "valibot";
import { ServiceError } from "../../../errors.ts";
import { passRole } from "../../../identity/pass-role.ts";
import type { Call, Operation } from "../../../service.ts";
import type { ChangeSet } from "../change-set.ts";
import { type Plan, planChanges } from "../engine/plan-changes.ts";
import { type Prepared, prepare } from "../engine/prepare.ts";
import { notInThisEngine, validationError } from "../errors.ts";
import { newStack } from "../new-stack.ts";
import { type ServiceParts, findLivingStack, newStackId, onStack } from "../service-parts.ts";
import { statusAfter } from "../stack-life.ts";
import type { Stack } from "../stack.ts";
import { parseInput, refused, stackReference, templateMembers } from "./inputs.ts";

const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

const Input = v.object({
  ...templateMembers,
  StackName: stackReference,
  ChangeSetName: v.pipe(v.string(), v.regex(/^[A-Za-z][-A-Za-z0-9]{0,127}$/)),
  ChangeSetType: v.optional(v.picklist(["CREATE", "UPDATE", "IMPORT"])),
  Description: v.optional(v.string()),
  ...refused("DeploymentMode", v.optional(v.string())),
  OnStackFailure: v.optional(v.picklist(["ROLLBACK", "DELETE", "DO_NOTHING"])),
});

type Request = v.InferOutput<typeof Input>;
type Answer = { Id: string; StackId: string };

/** CreateChangeSet: for a new stack (which then stands in REVIEW_IN_PROGRESS), or for one that is there. */
export function createChangeSet(parts: ServiceParts): Operation<Request, Answer> {
  return {
    parse: (input) => parseInput(Input, input),
    permissions: (input, call) => [
      ...onStack("CreateChangeSet", input.StackName, call),
      ...passRole(input.RoleARN, "cloudformation.amazonaws.com"),
    ],
    async run(input, call) {
      for (;;) {
        const answer = await attempt(parts, input, call);
        if (answer !== undefined) return answer;
      }
    },
  };
}

/** Makes the change set; undefined where the stack has become another one while the request was compared with it. */
async function attempt(parts: ServiceParts, input: Request, call: Call): Promise<Answer | undefined> {
  const { host, store, engine } = parts;
  const found = await findLivingStack(parts, input.StackName, call);
  const stack = target(input, found, call);
  const previous = stack.status === "REVIEW_IN_PROGRESS" ? undefined : stack;
  const request = { ...input, Parameters: input.Parameters ?? [], Capabilities: input.Capabilities ?? [] };
  const prepared = await prepare(parts, request, { name: stack.name, id: stack.id, previous }, call);
  const rows = await host.state.read(() => store.resources(stack.id));
  const changeSet = changeSetOf(input, stack, prepared, planChanges(prepared, previous, rows), call);
  const save = (): boolean => {
    const now = store.find(stack.account, stack.region, stack.name);
    if (!isDeepStrictEqual(now, found)) return false;
    const existing = store.changeSet(stack.id, changeSet.name);
    if (existing?.executionStatus === "EXECUTE_IN_PROGRESS") store.removeChangeSet(existing.id);
    else if (existing !== undefined) throw alreadyExists(changeSet.name);
    store.saveChangeSet(changeSet);
    return true;
  };
  const saved =
    found === undefined
      ? (await engine.journal.write(() => (save() ? stack : undefined))) !== undefined
      : await host.state.write(save);
  return saved ? { Id: changeSet.id, StackId: stack.id } : undefined;
}

function changeSetOf(input: Request, stack: Stack, prepared: Prepared, plan: Plan, call: Call): ChangeSet {
  const { ChangeSetName: name, Description: description, OnStackFailure: onFailure } = input;
  const reason = prepared.missingImport ?? (plan.isEmpty ? NO_CHANGES : undefined);
  return {
    id: `arn:aws:cloudformation:${call.region}:${call.caller.account}:changeSet/${name}/${crypto.randomUUID()}`,
    name,
    stackId: stack.id,
    stackName: stack.name,
    ...(description === undefined ? {} : { description }),
    ...(reason === undefined
      ? { status: "CREATE_COMPLETE", executionStatus: "AVAILABLE" }
      : { status: "FAILED", executionStatus: "UNAVAILABLE", reason }),
    input: prepared.input,
    changes: prepared.missingImport === undefined ? plan.changes : [],
    ...(onFailure === undefined ? {} : { onFailure }),
    createdAt: Date.now(),
  };
}

function target(input: Request, stack: Stack | undefined, call: Call): Stack {
  const { ChangeSetType: type = "UPDATE", StackName: name, ChangeSetName } = input;
  if (type === "IMPORT") throw notInThisEngine("A change set of the type IMPORT");
  if (type === "UPDATE") {
    if (stack === undefined) throw validationError(`Stack [${name}] does not exist`);
    statusAfter(stack, "update");
    return stack;
  }
  if (stack !== undefined && stack.status !== "REVIEW_IN_PROGRESS") {
    throw validationError(
      `Stack [${name}] already exists and cannot be created again with the changeSet [${ChangeSetName}].`,
    );
  }
  // The ARN of a stack that is gone: a new one cannot have that for its name.
  if (stack === undefined && name.startsWith("arn:")) throw validationError(`Stack [${name}] does not exist`);
  return stack ?? newStack(newStackId(name, call), name, call);
}

function alreadyExists(name: string): ServiceError {
  return new ServiceError("AlreadyExistsException", `ChangeSet ${name} already exists.`);
}
