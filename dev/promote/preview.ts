import {
  type CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
} from "@aws-sdk/client-cloudformation";
import { type PlannedChange, settled, toPlannedChange } from "../app/change-set.ts";
import { type StackRequest, findStack, inputOf } from "../app/stack.ts";

/** What a deploy of a stack would do. */
export interface Preview {
  /** Whether the stack is there already. */
  readonly exists: boolean;
  /** Status of a stack that was never made: the CDK deletes what is left of it before it deploys, so nothing is compared. */
  readonly remains: string | undefined;
  /** Empty where nothing would change. */
  readonly changes: readonly PlannedChange[];
  /** Why CloudFormation refuses the template; undefined where it does not. */
  readonly refused: string | undefined;
}

/** Statuses after a creation that failed; the CDK deletes such a stack by itself. */
const REMAINS = /^ROLLBACK_(COMPLETE|FAILED)$/;
/** Statuses in which a stack takes no update. */
const STUCK = /^(CREATE_FAILED|DELETE_FAILED|UPDATE_FAILED|UPDATE_ROLLBACK_FAILED)$/;

/**
 * Has CloudFormation compare a template with what is deployed: makes a change set, reads it and deletes it, and with
 * it the empty stack that comes with one for a stack that is not there. Nothing is executed.
 */
export async function previewStack(client: CloudFormationClient, request: StackRequest): Promise<Preview> {
  const before = await findStack(client, request.name);
  const status = before?.StackStatus ?? "";
  const nothing = { exists: true, remains: undefined, changes: [], refused: undefined };
  if (REMAINS.test(status)) return { ...nothing, exists: false, remains: status };
  if (STUCK.test(status)) {
    return { ...nothing, refused: `The stack is in ${status}. Look at its events; delete it, or roll it back.` };
  }
  if (status.endsWith("_IN_PROGRESS") && status !== "REVIEW_IN_PROGRESS") {
    return { ...nothing, refused: `The stack is in ${status}: another deploy is under way.` };
  }
  const exists = before !== undefined && status !== "REVIEW_IN_PROGRESS";
  const ChangeSetName = `doppelface-promote-${crypto.randomUUID()}`;
  let made: { Id?: string | undefined; StackId?: string | undefined } | undefined;
  try {
    made = await client.send(
      new CreateChangeSetCommand({
        ...inputOf(request),
        ChangeSetName,
        ChangeSetType: exists ? "UPDATE" : "CREATE",
        Description: "Made by doppelface promote to be read; never executed.",
      }),
    );
    return { ...nothing, exists, ...(await outcomeOf(client, made.Id ?? ChangeSetName)) };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { ...nothing, exists, refused: error.message };
  } finally {
    if (made?.Id !== undefined) await client.send(new DeleteChangeSetCommand({ ChangeSetName: made.Id }));
    if (before === undefined && made?.StackId !== undefined) await removeReview(client, made.StackId);
  }
}

async function outcomeOf(client: CloudFormationClient, id: string): Promise<Pick<Preview, "changes" | "refused">> {
  const set = await settled(client, id);
  if (set.Status === "CREATE_COMPLETE") {
    return { changes: (set.Changes ?? []).flatMap(toPlannedChange), refused: undefined };
  }
  const reason = set.StatusReason ?? set.Status ?? "";
  // Both texts are AWS's; the second one comes with a template that differs in its metadata alone.
  const same = /didn't contain changes|No updates are to be performed/.test(reason);
  return { changes: [], refused: same ? undefined : reason };
}

/** Deletes the stack that was made for the change set alone: it holds nothing as long as it is in review. */
async function removeReview(client: CloudFormationClient, stackId: string): Promise<void> {
  const stack = await findStack(client, stackId);
  if (stack?.StackStatus !== "REVIEW_IN_PROGRESS") return;
  await client.send(new DeleteStackCommand({ StackName: stackId }));
}

function isRefusal(error: unknown): error is Error {
  return error instanceof Error && /^(ValidationError|InsufficientCapabilitiesException)$/.test(error.name);
}
