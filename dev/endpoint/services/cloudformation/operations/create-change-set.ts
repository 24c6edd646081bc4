import * as v from "valibot";
import { ServiceError } from "../../../errors.ts";
import { passRole } from "../../../identity/pass-role.ts";
import type { Call, Operation } from "../../../service.ts";
import type { ChangeSet } from "../change-set.ts";
import { planChanges } from "../engine/plan-changes.ts";
import { prepare } from "../engine/prepare.ts";
import { notInThisEngine, validationError } from "../errors.ts";
import { type ServiceParts, findLivingStack, newStackId, onStack, requireUpdatable } from "../service-parts.ts";
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

type Answer = { Id: string; StackId: string };

/** CreateChangeSet: for a new stack (which then stands in REVIEW_IN_PROGRESS), or for one that is there. */
export function createChangeSet(parts: ServiceParts): Operation<v.InferOutput<typeof Input>, Answer> {
  return {
    parse: (input) => parseInput(Input, input),
    permissions: (input, call) => [...onStack("CreateChangeSet", input.StackName, call), ...passRole(input.RoleARN)],
    async run(input, call) {
      const { host, store, engine } = parts;
      const found = await findLivingStack(parts, input.StackName, call);
      const stack = target(input, found, call);
      const reviewed = stack.status === "REVIEW_IN_PROGRESS";
      const previous = reviewed ? undefined : stack;
      const request = { ...input, Parameters: input.Parameters ?? [], Capabilities: input.Capabilities ?? [] };
      const prepared = await prepare(parts, request, { name: stack.name, id: stack.id, previous }, call);
      const rows = await host.state.read(() => store.resources(stack.id));
      const plan = planChanges(prepared, previous, rows);
      const changeSet: ChangeSet = {
        id: `arn:aws:cloudformation:${call.region}:${call.caller.account}:changeSet/${input.ChangeSetName}/${crypto.randomUUID()}`,
        name: input.ChangeSetName,
        stackId: stack.id,
        stackName: stack.name,
        ...(input.Description === undefined ? {} : { description: input.Description }),
        ...(plan.isEmpty
          ? { status: "FAILED", executionStatus: "UNAVAILABLE", reason: NO_CHANGES }
          : { status: "CREATE_COMPLETE", executionStatus: "AVAILABLE" }),
        input: prepared.input,
        changes: plan.changes,
        ...(input.OnStackFailure === undefined ? {} : { onFailure: input.OnStackFailure }),
        createdAt: Date.now(),
      };
      await host.state.write(() => {
        const existing = store.changeSet(stack.id, changeSet.name);
        if (existing?.executionStatus === "EXECUTE_IN_PROGRESS") store.removeChangeSet(existing.id);
        else if (existing !== undefined) throw alreadyExists(changeSet.name);
        if (found === undefined) {
          store.save(stack);
          engine.journal.addStackEvent(stack);
        }
        store.saveChangeSet(changeSet);
      });
      if (found === undefined) engine.journal.announce(stack);
      return { Id: changeSet.id, StackId: stack.id };
    },
  };
}

function target(input: v.InferOutput<typeof Input>, stack: Stack | undefined, call: Call): Stack {
  const { ChangeSetType: type = "UPDATE", StackName: name, ChangeSetName } = input;
  if (type === "IMPORT") throw notInThisEngine("A change set of the type IMPORT");
  if (type === "UPDATE") {
    if (stack === undefined) throw validationError(`Stack [${name}] does not exist`);
    requireUpdatable(stack);
    return stack;
  }
  if (stack !== undefined && stack.status !== "REVIEW_IN_PROGRESS") {
    throw validationError(
      `Stack [${name}] already exists and cannot be created again with the changeSet [${ChangeSetName}].`,
    );
  }
  return stack ?? underReview(name, call);
}

function underReview(name: string, call: Call): Stack {
  return {
    id: newStackId(name, call),
    name,
    account: call.caller.account,
    region: call.region,
    status: "REVIEW_IN_PROGRESS",
    reason: "User Initiated",
    template: "",
    parameters: [],
    tags: [],
    capabilities: [],
    outputs: [],
    onFailure: "ROLLBACK",
    terminationProtection: false,
    everComplete: false,
    retained: [],
    caller: call.caller,
    createdAt: Date.now(),
  };
}

function alreadyExists(name: string): ServiceError {
  return new ServiceError("AlreadyExistsException", `ChangeSet ${name} already exists.`);
}
