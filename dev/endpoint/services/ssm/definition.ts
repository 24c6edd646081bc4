import type { ServiceDefinition } from "../../service-definition.ts";
import { SSM_GAPS } from "./gaps.ts";

/** SSM, as the endpoint knows it. */
export const SSM_SERVICE: ServiceDefinition<"ssm"> = {
  name: "ssm",
  title: "SSM",
  prefix: "ssm",
  protocols: ["awsJson1_1"],
  deniedStatus: 400,
  faults: {
    "server-error": { code: "InternalServerError", message: "An error occurred on the server side.", status: 500 },
  },
  gaps: SSM_GAPS,
  load: async () => (await import("./index.ts")).createSsmService,
};
