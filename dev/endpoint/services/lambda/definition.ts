import type { ServiceDefinition } from "../../service-definition.ts";
import { PROCESSES_OF_NOBODY } from "./execution/process-table.ts";
import {
  CODE_FOLDERS,
  CODE_IN_PLACE,
  FUNCTION_LAYER_FOLDERS,
  LAYER_FOLDERS,
  VERSION_FOLDERS,
  VERSION_LAYER_FOLDERS,
  VERSIONS_IN_PLACE,
} from "./exported-code.ts";
import { LAMBDA_GAPS } from "./gaps.ts";

/** Lambda, as the endpoint knows it. */
export const LAMBDA_SERVICE: ServiceDefinition<"lambda"> = {
  name: "lambda",
  title: "Lambda",
  prefix: "lambda",
  protocols: ["restJson1"],
  deniedStatus: 403,
  faults: {
    throttling: {
      code: "TooManyRequestsException",
      message: "Rate exceeded",
      status: 429,
      members: { Reason: "CallerRateLimitExceeded" },
    },
    "server-error": {
      code: "ServiceException",
      message: "An error occurred and the request cannot be processed.",
      status: 500,
    },
    unavailable: { code: "ServiceUnavailableException", message: "Service is unavailable.", status: 503 },
  },
  gaps: LAMBDA_GAPS,
  keeps: {
    files: [CODE_FOLDERS, VERSION_FOLDERS, LAYER_FOLDERS, FUNCTION_LAYER_FOLDERS, VERSION_LAYER_FOLDERS],
    notTaken: [PROCESSES_OF_NOBODY],
    onImport: [CODE_IN_PLACE, VERSIONS_IN_PLACE],
  },
  load: async () => (await import("./index.ts")).createLambdaService,
};
