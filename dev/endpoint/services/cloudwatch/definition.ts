import type { ServiceDefinition } from "../../service-definition.ts";
import { CLOUDWATCH_GAPS } from "./gaps.ts";

/** CloudWatch, as the endpoint knows it. */
export const CLOUDWATCH_SERVICE: ServiceDefinition<"monitoring"> = {
  name: "monitoring",
  title: "CloudWatch",
  prefix: "cloudwatch",
  protocols: ["awsJson1_0", "rpcv2Cbor", "awsQuery"],
  deniedStatus: 400,
  faults: {
    throttling: { code: "Throttling", message: "Rate exceeded" },
    "server-error": {
      code: "InternalServiceFault",
      message: "Request processing has failed due to some unknown error",
      status: 500,
    },
  },
  gaps: CLOUDWATCH_GAPS,
  load: async () => (await import("./index.ts")).createCloudWatchService,
};
