import type { ServiceDefinition } from "../../service-definition.ts";
import { SQS_GAPS } from "./gaps.ts";

/** SQS, as the endpoint knows it. */
export const SQS_SERVICE: ServiceDefinition<"sqs"> = {
  name: "sqs",
  title: "SQS",
  prefix: "sqs",
  protocols: ["awsJson1_0", "awsQuery"],
  deniedStatus: 400,
  faults: { throttling: { code: "RequestThrottled", message: "Request is throttled.", status: 403 } },
  gaps: SQS_GAPS,
  load: async () => (await import("./index.ts")).createSqsService,
};
