import type { ServiceDefinition } from "../../service-definition.ts";
import { IAM_GAPS } from "./gaps.ts";

/** IAM, as the endpoint knows it. */
export const IAM_SERVICE: ServiceDefinition<"iam"> = {
  name: "iam",
  title: "IAM",
  prefix: "iam",
  protocols: ["awsQuery"],
  deniedStatus: 400,
  faults: {
    throttling: { code: "Throttling", message: "Rate exceeded" },
    "server-error": { code: "ServiceFailure", message: "The request processing has failed.", status: 500 },
  },
  gaps: IAM_GAPS,
  load: async () => (await import("./index.ts")).createIamService,
};
