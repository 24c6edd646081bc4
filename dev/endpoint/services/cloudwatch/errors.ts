import { ServiceError } from "../../errors.ts";
import { asQueryError } from "../../http/protocol/signature-errors.ts";

/** Codes of the query protocol, which clients still see, by the names of the newer protocols; others are the same. */
const QUERY_CODES: Readonly<Record<string, string>> = {
  InvalidParameterValueException: "InvalidParameterValue",
  InvalidParameterCombinationException: "InvalidParameterCombination",
  MissingRequiredParameterException: "MissingParameter",
  ValidationException: "ValidationError",
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

/** 404 for an alarm that is not there. */
export function alarmNotFound(names: readonly string[]): ServiceError {
  return new ServiceError("ResourceNotFound", `There is no alarm ${names.join(", ")}.`, { status: 404 });
}

/** 404 for an ARN without an alarm. */
export function resourceNotFound(arn: string): ServiceError {
  return new ServiceError("ResourceNotFoundException", `There is no alarm with the ARN ${arn}.`, {
    status: 404,
    members: { ResourceType: "alarm", ResourceId: arn },
  });
}

/** Something that AWS has and this endpoint does not, refused by name. */
export function unsupported(what: string): ServiceError {
  return new ServiceError(
    "UnsupportedOperation",
    `monitoring ${what} is not supported by the embedded engine. What is supported: dev/docs/gaps.md.`,
  );
}
