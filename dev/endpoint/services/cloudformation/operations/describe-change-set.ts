import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import type { Change } from "../change-set.ts";
import { findResourceType } from "../resource-types/table.ts";
import { type ServiceParts, onStack } from "../service-parts.ts";
import { parseTemplate } from "../template/template.ts";
import { executionStatus, findChangeSet } from "./find-change-set.ts";
import { parseInput } from "./inputs.ts";
import { describeParameters } from "./stack-description.ts";

const Input = v.object({
  ChangeSetName: v.string(),
  StackName: v.optional(v.string()),
  NextToken: v.optional(v.string()),
});

/** DescribeChangeSet: what it would do, and how far its execution is. */
export function describeChangeSet(
  parts: ServiceParts,
): Operation<v.InferOutput<typeof Input>, Record<string, unknown>> {
  return {
    parse: (input) => parseInput(Input, input),
    permissions: (input, call) => onStack("DescribeChangeSet", input.StackName, call),
    async run(input, call) {
      const { changeSet, stack } = await findChangeSet(parts, input, call);
      const { input: made } = changeSet;
      return {
        ChangeSetName: changeSet.name,
        ChangeSetId: changeSet.id,
        StackId: changeSet.stackId,
        StackName: changeSet.stackName,
        Description: changeSet.description,
        Parameters: describeParameters(made.parameters, parseTemplate(made.template)),
        CreationTime: new Date(changeSet.createdAt),
        ExecutionStatus: executionStatus(changeSet, stack),
        Status: changeSet.status,
        StatusReason: changeSet.reason,
        NotificationARNs: [],
        RollbackConfiguration: {},
        Capabilities: made.capabilities,
        Tags: made.tags,
        Changes: changeSet.changes.map((change) => ({ Type: "Resource", ResourceChange: describeChange(change) })),
        IncludeNestedStacks: false,
        OnStackFailure: changeSet.onFailure,
      };
    },
  };
}

function describeChange(change: Change): Record<string, unknown> {
  // A change set that an older Doppelface has stored does not tell which.
  const recreating = change.recreating ?? findResourceType(change.type)?.replacedBy ?? [];
  return {
    Action: change.action,
    LogicalResourceId: change.logicalId,
    PhysicalResourceId: change.physicalId,
    ResourceType: change.type,
    Replacement: change.replacement,
    Scope: change.action === "Modify" ? ["Properties"] : [],
    Details: change.properties.map((name) => ({
      Target: {
        Attribute: "Properties",
        Name: name,
        RequiresRecreation: recreating.includes(name) ? "Always" : "Never",
      },
      Evaluation: "Static",
      ChangeSource: "DirectModification",
    })),
  };
}
