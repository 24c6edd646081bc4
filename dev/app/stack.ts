import {
  type CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  type Stack,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { type StackProgress, watchStack } from "./watch-stack.ts";

/** A stack as it is to be. */
export interface StackRequest {
  readonly name: string;
  /** Template as text (at most 51,200 bytes) or as the URL of an object. */
  readonly template: { readonly body: string } | { readonly url: string };
  readonly parameters?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
}

/** What a deploy came to. */
export interface DeployedStack {
  readonly outcome: "created" | "updated" | "unchanged";
  /** ARN. */
  readonly id: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Statuses of stacks that never came to be, or are half deleted: what is left of them goes before a new one comes. */
const REPLACEABLE = /^(ROLLBACK_COMPLETE|ROLLBACK_FAILED|CREATE_FAILED|DELETE_FAILED|REVIEW_IN_PROGRESS)$/;

/**
 * Creates or updates a stack by plain CloudFormation calls and waits for the outcome. An operation that is under way
 * is waited for first. Throws StackFailed, which names the resources and what to do.
 */
export async function deployStack(
  client: CloudFormationClient,
  request: StackRequest,
  progress: (event: StackProgress) => void = () => undefined,
): Promise<DeployedStack> {
  const before = await settledStack(client, request.name, progress);
  if (before === undefined) return create(client, request, progress);
  const { StackId: id = request.name } = before;
  const since = Date.now();
  try {
    await client.send(new UpdateStackCommand(inputOf(request)));
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes("No updates are to be performed")) throw error;
    return { outcome: "unchanged", id, outputs: outputsOf(before) };
  }
  const after = await watchStack(client, id, { verb: "update", since, progress });
  return { outcome: "updated", id, outputs: outputsOf(after) };
}

/**
 * Creates a stack unless there is one of that name, and waits for the outcome. Resolves with whether it did. Throws
 * StackFailed.
 */
export async function createStack(client: CloudFormationClient, request: StackRequest): Promise<boolean> {
  const progress = (): void => undefined;
  if ((await settledStack(client, request.name, progress)) !== undefined) return false;
  try {
    await create(client, request, progress);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "AlreadyExistsException") throw error;
    // Another deploy makes the same one: what it comes to is that one's to tell.
    await settledStack(client, request.name, progress);
  }
  return true;
}

/** Deletes a stack and waits until it is gone; one that is not there is fine. */
export async function deleteStack(
  client: CloudFormationClient,
  name: string,
  progress: (event: StackProgress) => void = () => undefined,
): Promise<void> {
  const stack = await findStack(client, name);
  if (stack === undefined) return;
  const since = Date.now();
  await client.send(new DeleteStackCommand({ StackName: name }));
  await watchStack(client, stack.StackId ?? name, { verb: "delete", since, progress });
}

async function create(
  client: CloudFormationClient,
  request: StackRequest,
  progress: (event: StackProgress) => void,
): Promise<DeployedStack> {
  const since = Date.now();
  const { StackId: id = request.name } = await client.send(new CreateStackCommand(inputOf(request)));
  const stack = await watchStack(client, id, { verb: "create", since, progress });
  return { outcome: "created", id, outputs: outputsOf(stack) };
}

/** The stack when nothing runs on it; undefined where there is none, or only the remains of one. */
async function settledStack(
  client: CloudFormationClient,
  name: string,
  progress: (event: StackProgress) => void,
): Promise<Stack | undefined> {
  let stack = await findStack(client, name);
  if (stack?.StackStatus?.endsWith("_IN_PROGRESS") === true && stack.StackStatus !== "REVIEW_IN_PROGRESS") {
    await watchStack(client, stack.StackId ?? name, { verb: "settle", since: Date.now(), progress });
    stack = await findStack(client, name);
  }
  if (stack === undefined || !REPLACEABLE.test(stack.StackStatus ?? "")) return stack;
  await deleteStack(client, name, progress);
  return undefined;
}

/** The stack of that name or ARN; undefined where there is none. A deleted one is found by its ARN alone. */
export async function findStack(client: CloudFormationClient, name: string): Promise<Stack | undefined> {
  try {
    return (await client.send(new DescribeStacksCommand({ StackName: name }))).Stacks?.[0];
  } catch (error) {
    if (error instanceof Error && error.message.includes("does not exist")) return undefined;
    throw error;
  }
}

/** The members of a request as UpdateStack, CreateStack and CreateChangeSet take them. */
export function inputOf({ name, template, parameters = {}, tags = {} }: StackRequest) {
  return {
    StackName: name,
    ...("body" in template ? { TemplateBody: template.body } : { TemplateURL: template.url }),
    Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    Capabilities: ["CAPABILITY_NAMED_IAM" as const],
  };
}

function outputsOf(stack: Stack): Record<string, string> {
  return Object.fromEntries(
    (stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey ?? "", OutputValue ?? ""]),
  );
}
