import { jsonService } from "../../http/protocol/json.ts";
import { queryService, speaksQuery } from "../../http/protocol/query.ts";
import type { Host, Service } from "../../service.ts";
import { Arrivals } from "./arrivals.ts";
import type { SqsContext } from "./context.ts";
import { denied, inQueryTerms, queryError, wireError } from "./errors.ts";
import { MessageStore } from "./message-store.ts";
import { changeMessageVisibilityBatch } from "./operations/change-message-visibility-batch.ts";
import { changeMessageVisibility } from "./operations/change-message-visibility.ts";
import { createQueue } from "./operations/create-queue.ts";
import { deleteMessageBatch } from "./operations/delete-message-batch.ts";
import { deleteMessage } from "./operations/delete-message.ts";
import { deleteQueue } from "./operations/delete-queue.ts";
import { getQueueAttributes } from "./operations/get-queue-attributes.ts";
import { getQueueUrl } from "./operations/get-queue-url.ts";
import { listDeadLetterSourceQueues } from "./operations/list-dead-letter-source-queues.ts";
import { listQueueTags } from "./operations/list-queue-tags.ts";
import { listQueues } from "./operations/list-queues.ts";
import { purgeQueue } from "./operations/purge-queue.ts";
import { receiveMessage } from "./operations/receive-message.ts";
import { sendMessageBatch } from "./operations/send-message-batch.ts";
import { sendMessage } from "./operations/send-message.ts";
import { setQueueAttributes } from "./operations/set-queue-attributes.ts";
import { startMessageMoveTask } from "./operations/start-message-move-task.ts";
import { tagQueue } from "./operations/tag-queue.ts";
import { untagQueue } from "./operations/untag-queue.ts";
import { answerOf, inputOfForm } from "./query-wire.ts";
import { QueueMeter } from "./queue-meter.ts";
import { QueueStore } from "./queue-store.ts";

/** SQS's standard queues, in the JSON protocol that current SDKs and the CLI speak, and in the query protocol. */
export function createSqsService(host: Host): Service {
  const queues = new QueueStore(host.state);
  const messages = new MessageStore(host.state, queues);
  const context: SqsContext = {
    queues,
    messages,
    meter: new QueueMeter({ state: host.state, metrics: host.metrics, queues, messages }),
    arrivals: new Arrivals(host.closing),
    transaction: (work) => host.state.transaction(work),
    endpointUrl: () => host.endpointUrl(),
  };
  const service = jsonService({
    name: "sqs",
    targetPrefix: "AmazonSQS",
    version: "1.0",
    // 1 MiB of messages, in JSON up to six times that.
    bodyLimit: 8 << 20,
    operations: {
      ChangeMessageVisibility: changeMessageVisibility(context),
      ChangeMessageVisibilityBatch: changeMessageVisibilityBatch(context),
      CreateQueue: createQueue(context),
      DeleteMessage: deleteMessage(context),
      DeleteMessageBatch: deleteMessageBatch(context),
      DeleteQueue: deleteQueue(context),
      GetQueueAttributes: getQueueAttributes(context),
      GetQueueUrl: getQueueUrl(context),
      ListDeadLetterSourceQueues: listDeadLetterSourceQueues(context),
      ListQueues: listQueues(context),
      ListQueueTags: listQueueTags(context),
      PurgeQueue: purgeQueue(context),
      ReceiveMessage: receiveMessage(context),
      SendMessage: sendMessage(context),
      SendMessageBatch: sendMessageBatch(context),
      SetQueueAttributes: setQueueAttributes(context),
      StartMessageMoveTask: startMessageMoveTask(context),
      TagQueue: tagQueue(context),
      UntagQueue: untagQueue(context),
    },
    errorBody: wireError,
  });
  const query = queryService({
    name: "sqs",
    namespace: "http://queue.amazonaws.com/doc/2012-11-05/",
    operations: service.operations,
    input: inputOfForm,
    output: answerOf,
  });
  return {
    ...service,
    read: (request, call) => (speaksQuery(request) ? query : service).read(request, call),
    fail(error, request, requestId) {
      const known = error.code === "AccessDeniedException" ? denied(error) : error;
      if (speaksQuery(request)) return query.fail(inQueryTerms(known), request, requestId);
      const answer = service.fail(known, request, requestId);
      return { ...answer, headers: { ...answer.headers, "x-amzn-query-error": queryError(known) } };
    },
  };
}
