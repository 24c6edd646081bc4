import { DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { GetQueueAttributesCommand, GetQueueUrlCommand } from "@aws-sdk/client-sqs";
import { GetParameterCommand } from "@aws-sdk/client-ssm";
import { deployStack } from "../../../dev/app/stack.ts";
import type { Life, Writer } from "./writer.ts";

const STACK = "load";
const MOST_SECONDS = 900;

/** Updates of a stack that change two resources in order: both have the number of the same deploy, or the stack rolls back. */
export class StackUpdates implements Writer {
  readonly name = "deploys";
  #number = 1;
  /** Of the last deploy that was told to be complete. */
  #known = 0;
  acknowledged = 0;

  async prepare(life: Life): Promise<void> {
    await this.#deploy(life);
  }

  async step(life: Life): Promise<void> {
    this.#number = (this.#number % MOST_SECONDS) + 1;
    await this.#deploy(life);
    this.acknowledged++;
  }

  async check({ clients: { cloudformation, sqs, ssm } }: Life): Promise<string[]> {
    const until = Date.now() + 10_000;
    let status = "";
    do {
      const answer = await cloudformation
        .send(new DescribeStacksCommand({ StackName: STACK }))
        .catch((error: Error) => {
          if (error.message.includes("does not exist")) return undefined;
          throw error;
        });
      status = answer?.Stacks?.[0]?.StackStatus ?? "";
    } while (status.endsWith("_IN_PROGRESS") && Date.now() < until);
    if (status === "" || status === "ROLLBACK_COMPLETE") {
      return this.#known === 0 ? [] : [`The stack is gone; its deploy ${this.#known} was complete`];
    }
    if (!/^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(status)) return [`The stack is ${status} after 10 s`];
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: "load" }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["DelaySeconds"] }),
    );
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: "load" }));
    const numbers = [Number(Attributes?.["DelaySeconds"]), Number(Parameter?.Value)];
    const allowed = [this.#known, this.#number];
    if (numbers[0] !== numbers[1] || !allowed.includes(numbers[0] ?? 0)) {
      return [`The stack is ${status} with ${numbers.join(" and ")}, not one of ${allowed.join(", ")}`];
    }
    this.#known = numbers[0] ?? 0;
    return [];
  }

  async #deploy({ clients: { cloudformation } }: Life): Promise<void> {
    const template = {
      Resources: {
        Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "load", DelaySeconds: this.#number } },
        Parameter: {
          Type: "AWS::SSM::Parameter",
          DependsOn: "Queue",
          Properties: { Name: "load", Type: "String", Value: String(this.#number) },
        },
      },
    };
    await deployStack(cloudformation, { name: STACK, template: { body: JSON.stringify(template) } });
    this.#known = this.#number;
  }
}
