import type { ServiceDefinition } from "../endpoint/service-definition.ts";
import { REKOGNITION_GAPS } from "./gaps.ts";
import type { RekognitionOptions } from "./modes/mode-options.ts";

/** Rekognition, as the endpoint knows it. */
export const REKOGNITION_SERVICE: ServiceDefinition<"rekognition"> = {
  name: "rekognition",
  title: "Rekognition",
  prefix: "rekognition",
  protocols: ["awsJson1_1"],
  deniedStatus: 400,
  faults: {
    // Rekognition's guide lists it twice: 400 for a rate that rises suddenly, 500 for a service that is not available.
    throttling: { code: "ThrottlingException", message: "Slow down; sudden increase in rate of requests." },
    "server-error": { code: "InternalServerError", message: "Internal server error", status: 500 },
    unavailable: { code: "ThrottlingException", message: "Service Unavailable", status: 500 },
    InvalidImageFormatException: {
      code: "InvalidImageFormatException",
      message: "Request has invalid image format",
    },
    ImageTooLargeException: { code: "ImageTooLargeException", message: "Image size is too large." },
    ProvisionedThroughputExceededException: {
      code: "ProvisionedThroughputExceededException",
      message: "Provisioned rate exceeded",
    },
  },
  gaps: REKOGNITION_GAPS,
  load: async () => (await import("./index.ts")).createRekognitionService,
};

/** Rekognition, answered as told. */
export function rekognitionAs(options: RekognitionOptions): ServiceDefinition<"rekognition"> {
  return {
    ...REKOGNITION_SERVICE,
    load: async () => {
      const { rekognitionService } = await import("./index.ts");
      return rekognitionService(options);
    },
  };
}
