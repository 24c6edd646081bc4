import { ServiceError } from "../../errors.ts";
import { asQueryError } from "../../http/protocol/signature-errors.ts";

/** Codes of the query protocol, which clients still see, by the names of the JSON protocol; others are the same. */
const QUERY_CODES: Readonly<Record<string, string>> = {
  QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue",
  QueueNameExists: "QueueAlreadyExists",
  EmptyBatchRequest: "AWS.SimpleQueueService.EmptyBatchRequest",
  TooManyEntriesInBatchRequest: "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
  BatchEntryIdsNotDistinct: "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
  InvalidBatchEntryId: "AWS.SimpleQueueService.InvalidBatchEntryId",
  BatchRequestTooLong: "AWS.SimpleQueueService.BatchRequestTooLong",
  MessageNotInflight: "AWS.SimpleQueueService.MessageNotInflight",
  UnsupportedOperation: "AWS.SimpleQueueService.UnsupportedOperation",
};

/** Names in the body of an answer of the JSON protocol (LocalStack's records, 2023-11-14); others are the same. */
const BODY_CODES: Readonly<Record<string, string>> = {
  InvalidParameterValue: "InvalidParameterValueException",
  MissingParameter: "MissingRequiredParameterException",
};

/** The error under the code that it has in the query protocol. */
export function inQueryTerms(error: ServiceError): ServiceError {
  const { code, message, status } = error;
  return new ServiceError(QUERY_CODES[code] ?? code, message, { status });
}

/** Value of `x-amzn-query-error`: the old code, and whose fault it is. */
export function queryError(error: ServiceError): string {
  const { code, status } = asQueryError(error);
  return `${QUERY_CODES[code] ?? code};${status >= 500 ? "Receiver" : "Sender"}`;
}

/** The body of an error answer, with the namespaces and the spelling of `Message` that SQS has. */
export function wireError(error: ServiceError): Record<string, unknown> {
  if (error.code === "AccessDenied") {
    return { __type: "com.amazon.coral.service#AccessDeniedException", Message: error.message };
  }
  return {
    __type: `com.amazonaws.sqs#${BODY_CODES[error.code] ?? error.code}`,
    message: error.message,
    ...error.members,
  };
}

/** A refusal as SQS words it (recorded from AWS on 2026-10-02): 403, `AccessDenied`, the action in lower case. */
export function denied(error: ServiceError): ServiceError {
  const message = error.message.replace(/\bsqs:[A-Z][A-Za-z]*/g, (action) => action.toLowerCase());
  return new ServiceError("AccessDenied", message, { status: 403 });
}

/** The queue of a URL is not there. */
export function queueDoesNotExist(): ServiceError {
  return new ServiceError("QueueDoesNotExist", "The specified queue does not exist.");
}

/** A value that a parameter does not take. */
export function invalidParameter(value: unknown, parameter: string, reason: string): ServiceError {
  const text = `Value ${typeof value === "string" ? value : JSON.stringify(value)} for parameter ${parameter} is invalid.`;
  return new ServiceError("InvalidParameterValue", `${text} Reason: ${reason}`);
}

/** A required parameter is missing. */
export function missingParameter(parameter: string): ServiceError {
  return new ServiceError("MissingParameter", `The request must contain the parameter ${parameter}.`);
}

/** A handle that no receive gave. */
export function receiptHandleIsInvalid(handle: string): ServiceError {
  return new ServiceError(
    "ReceiptHandleIsInvalid",
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
  );
}

/** Something that AWS has and this endpoint does not, refused by name. */
export function unsupported(what: string): ServiceError {
  return new ServiceError(
    "UnsupportedOperation",
    `sqs ${what} is not supported by the embedded engine. What is supported: dev/docs/gaps.md.`,
  );
}
