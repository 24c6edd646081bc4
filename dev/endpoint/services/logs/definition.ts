import type { ServiceDefinition } from "../../service-definition.ts";
import { LOGS_GAPS } from "./gaps.ts";

/** CloudWatch Logs, as the endpoint knows it. */
export const LOGS_SERVICE: ServiceDefinition<"logs"> = {
  name: "logs",
  title: "CloudWatch Logs",
  prefix: "logs",
  protocols: ["awsJson1_1"],
  deniedStatus: 400,
  faults: {
    unavailable: {
      code: "ServiceUnavailableException",
      message: "The service cannot complete the request.",
      status: 503,
    },
  },
  gaps: LOGS_GAPS,
  load: async () => (await import("./index.ts")).createLogsService,
};
