import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import { type RedrivenMessage, redriveQueue } from "../pipeline/redrive.ts";
import { UsageError } from "../config/command-line.ts";
import type { Command } from "./command.ts";
import { ENDPOINT_OPTION, namingOptions, runningEnvironment } from "./running.ts";

/** `doppelface redrive`: what the on-failure queue holds, to the function again. */
export const redrive: Command = {
  name: "redrive",
  summary: "Send the events in the on-failure queue to the function again.",
  usage: "redrive [--max N] [--queue NAME] [--function NAME] [--json]",
  details: [
    "Each message is deleted once Lambda has accepted its event; whatever fails in between stays in the queue.",
    "SQS's own redrive (StartMessageMoveTask) refuses that queue, here as on AWS: it is no SQS dead-letter queue.",
    "Exit code 0 if everything that was in the queue was sent and deleted.",
  ].join("\n"),
  options: {
    max: { type: "string", value: "N", description: "Send so many at most; default: all" },
    ...namingOptions("queue", "function"),
    ...ENDPOINT_OPTION,
  },
  async run(context) {
    const { values, output } = context;
    const max = values["max"] === undefined ? Number.POSITIVE_INFINITY : Number(values["max"]);
    if (values["max"] !== undefined && !(Number.isInteger(max) && max >= 1)) {
      throw new UsageError(`--max is '${String(values["max"])}'; expected a number from 1.`);
    }
    const { connection, resources } = await runningEnvironment(context);
    const sqs = new SQSClient(connection);
    const lambda = new LambdaClient(connection);
    const messages: RedrivenMessage[] = [];
    const onMessage = (message: RedrivenMessage): void => {
      messages.push(message);
      output.result({ message }, [line(message)]);
    };
    try {
      const target = { queueName: resources.queue, functionName: resources.functionName };
      await redriveQueue({ sqs, lambda }, target, { max, onMessage });
      return messages.every(({ outcome }) => outcome === "sent") ? 0 : 1;
    } finally {
      const counts = countOutcomes(messages);
      output.result({ redriven: counts }, [summary(counts, resources.queue)]);
      sqs.destroy();
      lambda.destroy();
    }
  },
};

function line({ messageId, outcome, traceId, error }: RedrivenMessage): string {
  return [messageId, outcome, traceId, error].filter((part) => part !== undefined).join("  ");
}

function countOutcomes(messages: readonly RedrivenMessage[]): { sent: number; notDeleted: number; kept: number } {
  const notDeleted = messages.filter(({ outcome }) => outcome === "sent, not deleted").length;
  const sent = messages.filter(({ outcome }) => outcome === "sent").length + notDeleted;
  return { sent, notDeleted, kept: messages.length - sent };
}

function summary({ sent, notDeleted, kept }: ReturnType<typeof countOutcomes>, queue: string): string {
  if (sent + kept === 0) return `Nothing was taken from ${queue}.`;
  const parts = [`${sent} sent to the function`];
  if (notDeleted > 0) parts.push(`${notDeleted} of them could not be deleted and would be sent again`);
  if (kept > 0) parts.push(`${kept} stay in ${queue}`);
  return `${parts.join(", ")}.`;
}
