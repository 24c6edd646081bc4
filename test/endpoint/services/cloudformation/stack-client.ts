import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Stack,
  type StackEvent,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { setTimeout as sleep } from "node:timers/promises";
import type { ClientConfig } from "../../../support/endpoint.ts";

/** A client of CloudFormation that waits until stacks are settled. */
export class StackClient {
  readonly client: CloudFormationClient;

  constructor(config: ClientConfig) {
    this.client = new CloudFormationClient(config);
  }

  /** Creates a stack and resolves with what it came to. */
  async create(StackName: string, template: object, options: object = {}): Promise<Stack> {
    const { StackId } = await this.client.send(
      new CreateStackCommand({
        StackName,
        TemplateBody: JSON.stringify(template),
        Capabilities: ["CAPABILITY_NAMED_IAM"],
        ...options,
      }),
    );
    return this.settled(StackId ?? "");
  }

  /** Updates a stack and resolves with what it came to. */
  async update(StackName: string, template: object, options: object = {}): Promise<Stack> {
    const { StackId } = await this.client.send(
      new UpdateStackCommand({
        StackName,
        TemplateBody: JSON.stringify(template),
        Capabilities: ["CAPABILITY_NAMED_IAM"],
        ...options,
      }),
    );
    return this.settled(StackId ?? "");
  }

  /** Deletes a stack and resolves with what it came to. */
  async delete(StackName: string): Promise<Stack> {
    const { StackId } = await this.describe(StackName);
    await this.client.send(new DeleteStackCommand({ StackName }));
    return this.settled(StackId ?? "");
  }

  /** The stack as it is now. */
  async describe(StackName: string): Promise<Stack> {
    const [stack] = (await this.client.send(new DescribeStacksCommand({ StackName }))).Stacks ?? [];
    if (stack === undefined) throw new Error("DescribeStacks answered no stack");
    return stack;
  }

  /** The stack once nothing runs on it. */
  async settled(StackName: string): Promise<Stack> {
    for (;;) {
      const stack = await this.describe(StackName);
      if (stack.StackStatus?.endsWith("_IN_PROGRESS") !== true) return stack;
      await sleep(5);
    }
  }

  /** The stack's outputs by key. */
  async outputs(StackName: string): Promise<Record<string, string>> {
    const { Outputs = [] } = await this.describe(StackName);
    return Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey ?? "", OutputValue ?? ""]));
  }

  /** Events as `logical id STATUS`, oldest first. */
  async events(StackName: string): Promise<string[]> {
    return (await this.rawEvents(StackName)).map((event) => `${event.LogicalResourceId} ${event.ResourceStatus}`);
  }

  /** Reason of the first event of that resource with that status. */
  async reason(StackName: string, logicalId: string, status: string): Promise<string | undefined> {
    return (await this.rawEvents(StackName)).find(
      (event) => event.LogicalResourceId === logicalId && event.ResourceStatus === status,
    )?.ResourceStatusReason;
  }

  async rawEvents(StackName: string): Promise<StackEvent[]> {
    const { StackEvents = [] } = await this.client.send(new DescribeStackEventsCommand({ StackName }));
    return StackEvents.toReversed();
  }
}

/** A queue of that name, with more properties. */
export function queue(QueueName: string, properties: object = {}): Record<string, unknown> {
  return { Type: "AWS::SQS::Queue", Properties: { QueueName, ...properties } };
}

/** So many queues of a stack, each with that delay. */
export function queues(stack: string, count: number, DelaySeconds: number): object {
  return Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`Q${at}`, queue(`${stack}-${at}`, { DelaySeconds })]),
  );
}
