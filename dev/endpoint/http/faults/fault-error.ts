import { ServiceError } from "../../errors.ts";
import type { ServiceName } from "../../service.ts";
import type { FaultKind } from "./fault.ts";

type ErrorKind = Exclude<FaultKind, "slow" | "access-denied">;

/**
 * The error of a fault as that service sends it: codes, statuses and shapes from the services' models (botocore's),
 * texts as AWS is seen to send them. Undefined where the service has no such error.
 */
export function faultError(service: ServiceName, kind: ErrorKind): ServiceError | undefined {
  const make = BY_SERVICE[service]?.[kind] ?? EVERYWHERE[kind];
  return make?.();
}

type Makers = { readonly [Kind in ErrorKind]?: () => ServiceError };

/** Services without errors of their own here answer as the framework that all of them share does. */
const EVERYWHERE: Makers = {
  throttling: error("ThrottlingException", "Rate exceeded"),
  "server-error": error("InternalFailure", "The request processing has failed because of an unknown error.", 500),
  unavailable: error("ServiceUnavailable", "The request has failed due to a temporary failure of the server.", 503),
};

/** The query services say `Throttling`. */
const throttledQuery = error("Throttling", "Rate exceeded");

const BY_SERVICE: Readonly<Partial<Record<ServiceName, Makers>>> = {
  s3: {
    throttling: error("SlowDown", "Please reduce your request rate.", 503),
    "server-error": error("InternalError", "We encountered an internal error. Please try again.", 500),
    unavailable: error("ServiceUnavailable", "Service is unable to handle request.", 503),
  },
  dynamodb: {
    throttling: error(
      "ThrottlingException",
      "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or index so please try again shortly. If exceptions persist, check if you have a hot key: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html",
    ),
    "server-error": error("InternalServerError", "Internal server error", 500),
    ProvisionedThroughputExceededException: error(
      "ProvisionedThroughputExceededException",
      "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.",
    ),
  },
  lambda: {
    throttling: error("TooManyRequestsException", "Rate exceeded", 429, { Reason: "CallerRateLimitExceeded" }),
    "server-error": error("ServiceException", "An error occurred and the request cannot be processed.", 500),
    unavailable: error("ServiceUnavailableException", "Service is unavailable.", 503),
  },
  logs: {
    unavailable: error("ServiceUnavailableException", "The service cannot complete the request.", 503),
  },
  sqs: {
    throttling: error("RequestThrottled", "Request is throttled.", 403),
  },
  ssm: {
    "server-error": error("InternalServerError", "An error occurred on the server side.", 500),
  },
  monitoring: {
    throttling: throttledQuery,
    "server-error": error("InternalServiceFault", "Request processing has failed due to some unknown error", 500),
  },
  sts: { throttling: throttledQuery },
  iam: {
    throttling: throttledQuery,
    "server-error": error("ServiceFailure", "The request processing has failed.", 500),
  },
  cloudformation: { throttling: throttledQuery },
  rekognition: {
    // Rekognition's guide lists it twice: 400 for a rate that rises suddenly, 500 for a service that is not available.
    throttling: error("ThrottlingException", "Slow down; sudden increase in rate of requests."),
    "server-error": error("InternalServerError", "Internal server error", 500),
    unavailable: error("ThrottlingException", "Service Unavailable", 500),
    InvalidImageFormatException: error("InvalidImageFormatException", "Request has invalid image format"),
    ImageTooLargeException: error("ImageTooLargeException", "Image size is too large."),
    ProvisionedThroughputExceededException: error(
      "ProvisionedThroughputExceededException",
      "Provisioned rate exceeded",
    ),
  },
};

function error(code: string, message: string, status = 400, members: Record<string, unknown> = {}): () => ServiceError {
  return () => new ServiceError(code, message, { status, members });
}
