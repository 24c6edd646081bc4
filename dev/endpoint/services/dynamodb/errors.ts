import { ServiceError } from "../../errors.ts";
import type { Item, KeyType } from "./values/attribute-value.ts";

/** The answer for input that DynamoDB refuses. */
export function validationError(message: string): ServiceError {
  return new ServiceError("ValidationException", message);
}

const EMPTY_KEY = "One or more parameter values are not valid.";

/** The answer for a key attribute, of the table or an index, that has no text or no bytes. */
export function emptyKeyValue(type: KeyType, what: { lead?: string; tail?: string }): ServiceError {
  const kind = type === "B" ? "binary" : "string";
  return validationError(
    [EMPTY_KEY, what.lead, `The AttributeValue for a key attribute cannot contain an empty ${kind} value.`, what.tail]
      .filter((part) => part !== undefined)
      .join(" "),
  );
}

/** Tells such an answer: it refuses a transaction as a whole, where others become reasons (seen on AWS, 2026-06). */
export function isEmptyKeyValue(error: ServiceError): boolean {
  return error.message.startsWith(EMPTY_KEY);
}

/** The answer of operations on items for a table that is not there, or not ready. */
export function resourceNotFound(): ServiceError {
  return new ServiceError("ResourceNotFoundException", "Requested resource not found");
}

/** The answer of operations on tables for a table that is not there. */
export function tableNotFound(name: string): ServiceError {
  return new ServiceError("ResourceNotFoundException", `Requested resource not found: Table: ${name} not found`);
}

/** The answer of the tag operations for an ARN of no table. */
export function arnNotFound(arn: string): ServiceError {
  return new ServiceError("ResourceNotFoundException", `Requested resource not found: ResourcArn: ${arn} not found`);
}

/** The answer for a table, or one of its indexes, that is being made, changed or deleted. */
export function resourceInUse(message: string): ServiceError {
  return new ServiceError("ResourceInUseException", message);
}

/** The answer for a condition that does not hold. `item` is told where the call asked for it. */
export function conditionFailed(item: Item | undefined): ServiceError {
  return new ServiceError("ConditionalCheckFailedException", "The conditional request failed", {
    members: item === undefined ? {} : { Item: item },
  });
}

/** Why one action of a transaction did not run; `None` for those that would have. */
export interface CancellationReason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: Item;
}

/** The answer for a transaction of which nothing was done. */
export function transactionCanceled(reasons: readonly CancellationReason[]): ServiceError {
  const codes = reasons.map((reason) => reason.Code).join(", ");
  return new ServiceError(
    "TransactionCanceledException",
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { members: { CancellationReasons: reasons } },
  );
}

/** The wire form: DynamoDB puts the error's namespace before its name. */
export function errorBody(error: ServiceError): Record<string, unknown> {
  const space = NAMESPACES[error.code] ?? "com.amazonaws.dynamodb.v20120810";
  return { __type: `${space}#${error.code}`, message: error.message, ...error.members };
}

const NAMESPACES: Readonly<Record<string, string>> = {
  ValidationException: "com.amazon.coral.validate",
  SerializationException: "com.amazon.coral.service",
  AccessDeniedException: "com.amazon.coral.service",
  UnknownOperationException: "com.amazon.coral.service",
  UnrecognizedClientException: "com.amazon.coral.service",
  InvalidSignatureException: "com.amazon.coral.service",
  ExpiredTokenException: "com.amazon.coral.service",
  IncompleteSignatureException: "com.amazon.coral.service",
};
