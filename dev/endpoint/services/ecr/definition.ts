import type { ServiceDefinition } from "../../service-definition.ts";
import { ECR_GAPS } from "./gaps.ts";

/** ECR, as the endpoint knows it. */
export const ECR_SERVICE: ServiceDefinition<"ecr"> = {
  name: "ecr",
  title: "ECR",
  prefix: "ecr",
  protocols: ["awsJson1_1"],
  deniedStatus: 400,
  faults: {
    "server-error": {
      code: "ServerException",
      message: "These errors are usually caused by a server-side issue.",
      status: 500,
    },
  },
  gaps: ECR_GAPS,
  load: async () => (await import("./index.ts")).createEcrService,
};
