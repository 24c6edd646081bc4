import type { Call } from "../../service.ts";
import { invalidParameter } from "./errors.ts";
import { type Attributes, redriveOf } from "./queue-attributes.ts";
import { type Queue, type QueueStore, arnOfQueue } from "./queue-store.ts";

/** Throws `InvalidParameterValue` (400) where a redrive policy names a queue that is not there. Inside `read` or `write`. */
export function checkDeadLetterQueue(queues: QueueStore, attributes: Attributes): void {
  if ((attributes["RedrivePolicy"] ?? "") === "") return;
  const redrive = redriveOf(attributes);
  if (redrive !== undefined && queues.findByArn(redrive.deadLetterTargetArn) === undefined) {
    throw invalidParameter(attributes["RedrivePolicy"], "RedrivePolicy", "Dead letter target does not exist.");
  }
}

/** Queues whose dead letters go to this one, by name. Inside `read` or `write`. */
export function sourcesOf(queues: QueueStore, queue: Queue, call: Call): Queue[] {
  const arn = arnOfQueue(queue);
  return queues.list(call, "").filter(({ attributes }) => redriveOf(attributes)?.deadLetterTargetArn === arn);
}
