import type { ServiceDefinition } from "../../service-definition.ts";
import { DYNAMODB_GAPS } from "./gaps.ts";

/** DynamoDB, as the endpoint knows it. */
export const DYNAMODB_SERVICE: ServiceDefinition<"dynamodb"> = {
  name: "dynamodb",
  title: "DynamoDB",
  prefix: "dynamodb",
  protocols: ["awsJson1_0"],
  deniedStatus: 400,
  faults: {
    throttling: {
      code: "ThrottlingException",
      message:
        "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or index so please try again shortly. If exceptions persist, check if you have a hot key: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html",
    },
    "server-error": { code: "InternalServerError", message: "Internal server error", status: 500 },
    ProvisionedThroughputExceededException: {
      code: "ProvisionedThroughputExceededException",
      message:
        "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.",
    },
  },
  gaps: DYNAMODB_GAPS,
  load: async () => (await import("./index.ts")).createDynamodbService,
};
