import type { ServiceDefinition } from "../../service-definition.ts";
import { KMS_GAPS } from "./gaps.ts";

/** KMS, as the endpoint knows it. */
export const KMS_SERVICE: ServiceDefinition<"kms"> = {
  name: "kms",
  title: "KMS",
  prefix: "kms",
  protocols: ["awsJson1_1"],
  deniedStatus: 400,
  faults: {
    "server-error": {
      code: "KMSInternalException",
      message: "The request was rejected because an internal exception occurred.",
      status: 500,
    },
  },
  gaps: KMS_GAPS,
  load: async () => (await import("./index.ts")).createKmsService,
};
