import type { ServiceDefinition } from "../../service-definition.ts";
import { S3_GAPS } from "./gaps.ts";
import { OBJECT_FILES } from "./store/schema.ts";

/** S3, as the endpoint knows it. */
export const S3_SERVICE: ServiceDefinition<"s3"> = {
  name: "s3",
  title: "S3",
  prefix: "s3",
  protocols: ["restXml"],
  signing: "s3v4",
  deniedStatus: 403,
  faults: {
    throttling: { code: "SlowDown", message: "Please reduce your request rate.", status: 503 },
    "server-error": {
      code: "InternalError",
      message: "We encountered an internal error. Please try again.",
      status: 500,
    },
    unavailable: { code: "ServiceUnavailable", message: "Service is unable to handle request.", status: 503 },
  },
  gaps: S3_GAPS,
  keeps: { files: [OBJECT_FILES] },
  load: async () => (await import("./index.ts")).createS3Service,
};
