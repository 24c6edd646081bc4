import { ServiceError } from "../../errors.ts";

/** 404, `Function not found: <arn>`. */
export function functionNotFound(arn: string): ServiceError {
  return new ServiceError("ResourceNotFoundException", `Function not found: ${arn}`, { status: 404 });
}

/** 404 for what hangs on a function: a policy, a configuration. */
export function resourceNotFound(message = "The resource you requested does not exist."): ServiceError {
  return new ServiceError("ResourceNotFoundException", message, { status: 404 });
}

/** 409. */
export function conflict(message: string): ServiceError {
  return new ServiceError("ResourceConflictException", message, { status: 409 });
}

/** 400. */
export function invalidParameter(message: string, cause?: unknown): ServiceError {
  return new ServiceError("InvalidParameterValueException", message, { cause });
}

/** 412, the caller's RevisionId is not the current one. */
export function preconditionFailed(): ServiceError {
  return new ServiceError(
    "PreconditionFailedException",
    "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
    { status: 412 },
  );
}

/** 413. */
export function requestTooLarge(bytes: number, invocationType: string, limit: number): ServiceError {
  return new ServiceError(
    "RequestTooLargeException",
    `${bytes} byte payload is too large for the ${invocationType} invocation type (limit ${limit} bytes)`,
    { status: 413, members: { Type: "User" } },
  );
}

/** 429, the function's reserved concurrency is in use. */
export function throttled(): ServiceError {
  return new ServiceError("TooManyRequestsException", "Rate Exceeded.", {
    status: 429,
    members: { Reason: "ReservedFunctionConcurrentInvocationLimitExceeded" },
  });
}

/** Something that Lambda has and the embedded engine does not. */
export function refused(what: string): ServiceError {
  return new ServiceError(
    "InvalidParameterValueException",
    `${what} is not supported by the embedded engine. What is supported: dev/docs/gaps.md.`,
  );
}

/** 400, the function is invoked in a chain of requests that it has caused itself, without end. */
export function recursiveInvocation(): ServiceError {
  return new ServiceError(
    "RecursiveInvocationException",
    "Lambda has detected your function being invoked in a recursive loop with other Amazon Web Services resources and stopped your function's invocation.",
  );
}
