import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import type { Life, Writer } from "./writer.ts";

/** Messages to a queue that nobody reads: as many as were acknowledged, and the one that was not answered. */
export class Messages implements Writer {
  readonly name = "messages";
  #url = "";
  #known = 0;
  #unanswered = 0;
  acknowledged = 0;

  async prepare({ clients: { sqs } }: Life): Promise<void> {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "messages" }));
    this.#url = QueueUrl ?? "";
  }

  async step({ clients: { sqs } }: Life): Promise<void> {
    this.#unanswered = 1;
    await sqs.send(new SendMessageCommand({ QueueUrl: this.#url, MessageBody: String(this.#known) }));
    this.#unanswered = 0;
    this.#known++;
    this.acknowledged++;
  }

  async check({ clients: { sqs } }: Life): Promise<string[]> {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: this.#url, AttributeNames: ["ApproximateNumberOfMessages"] }),
    );
    const found = Number(Attributes?.["ApproximateNumberOfMessages"]);
    const defect = found < this.#known || found > this.#known + this.#unanswered;
    const defects = defect ? [`The queue holds ${found} messages; ${this.#known} were acknowledged`] : [];
    this.#known = found;
    this.#unanswered = 0;
    return defects;
  }
}
