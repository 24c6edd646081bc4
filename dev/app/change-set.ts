import {
  type CloudFormationClient,
  type Change,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  type DescribeChangeSetCommandOutput,
  ExecuteChangeSetCommand,
} from "@aws-sdk/client-cloudformation";
import { setTimeout as sleep } from "node:timers/promises";
import { type StackRequest, inputOf } from "./stack.ts";
import { watchStack } from "./watch-stack.ts";

/** What an update would do to one resource. */
export interface PlannedChange {
  readonly action: "Add" | "Modify" | "Remove";
  readonly logicalId: string;
  /** Empty for what is added. */
  readonly physicalId: string;
  /** For example `AWS::SQS::Queue`. */
  readonly type: string;
  /** Names of the properties that differ. */
  readonly properties: readonly string[];
  /** Those among them that cannot be changed in place: a new resource takes the old one's place. */
  readonly recreating: readonly string[];
}

/** A change set that can be executed. */
export interface PlannedUpdate {
  /** ARN. */
  readonly id: string;
  readonly stackId: string;
  readonly changes: readonly PlannedChange[];
}

/** Makes a change set for a stack that is there. Undefined where nothing would change. */
export async function planUpdate(
  client: CloudFormationClient,
  request: StackRequest,
): Promise<PlannedUpdate | undefined> {
  const ChangeSetName = `doppelface-${crypto.randomUUID()}`;
  const input = { ...inputOf(request), ChangeSetName, ChangeSetType: "UPDATE" as const };
  const { Id: id = ChangeSetName, StackId: stackId = request.name } = await client.send(
    new CreateChangeSetCommand(input),
  );
  const made = await settled(client, id);
  if (made.Status === "CREATE_COMPLETE") return { id, stackId, changes: (made.Changes ?? []).flatMap(toPlannedChange) };
  await client.send(new DeleteChangeSetCommand({ ChangeSetName: id }));
  // Both texts are AWS's; the second one comes with a template that differs in its metadata alone.
  if (/didn't contain changes|No updates are to be performed/.test(made.StatusReason ?? "")) return undefined;
  throw new Error(`CloudFormation made no change set for ${request.name}: ${made.StatusReason ?? made.Status ?? ""}`);
}

/** Does what a change set says and waits for the outcome. Throws StackFailed. */
export async function executeUpdate(client: CloudFormationClient, { id, stackId }: PlannedUpdate): Promise<void> {
  const since = Date.now();
  await client.send(new ExecuteChangeSetCommand({ ChangeSetName: id }));
  await watchStack(client, stackId, { verb: "update", since, progress: () => undefined });
}

/** A change set once it is made, or could not be. */
export async function settled(client: CloudFormationClient, id: string): Promise<DescribeChangeSetCommandOutput> {
  for (let pause = 10; ; pause = Math.min(pause * 1.5, 2_000)) {
    const page = await client.send(new DescribeChangeSetCommand({ ChangeSetName: id }));
    if (page.Status?.endsWith("_IN_PROGRESS") !== true && page.Status !== "CREATE_PENDING") return page;
    await sleep(pause);
  }
}

/** One change of a change set; none for a change that is not of a resource. */
export function toPlannedChange({ ResourceChange: change }: Change): PlannedChange[] {
  if (change === undefined) return [];
  const details = change.Details ?? [];
  const named = details.filter(({ Target }) => Target?.Attribute === "Properties");
  const nameOf = ({ Target }: (typeof details)[number]): string => Target?.Name ?? "";
  return [
    {
      action: change.Action === "Add" || change.Action === "Remove" ? change.Action : "Modify",
      logicalId: change.LogicalResourceId ?? "",
      physicalId: change.PhysicalResourceId ?? "",
      type: change.ResourceType ?? "",
      properties: [...new Set(named.map(nameOf))],
      recreating:
        change.Replacement === "True"
          ? [...new Set(named.filter(({ Target }) => Target?.RequiresRecreation !== "Never").map(nameOf))]
          : [],
    },
  ];
}
