import { ServiceError } from "../../errors.ts";

/** 404 for a role, policy or attachment that is not there. */
export function noSuchEntity(message: string): ServiceError {
  return new ServiceError("NoSuchEntity", message, { status: 404 });
}

/** 404 for a role that is not there. */
export function noSuchRole(name: string): ServiceError {
  return noSuchEntity(`The role with name ${name} cannot be found.`);
}

/** 409 for a name that is taken. */
export function alreadyExists(message: string): ServiceError {
  return new ServiceError("EntityAlreadyExists", message, { status: 409 });
}

/** 409 for something that is still in use. */
export function deleteConflict(message: string): ServiceError {
  return new ServiceError("DeleteConflict", message, { status: 409 });
}

/** 400 for a policy that IAM cannot read. */
export function malformedPolicy(message: string): ServiceError {
  return new ServiceError("MalformedPolicyDocument", message);
}

/** A parameter that AWS has and this endpoint does not, refused by name. */
export function unsupportedParameter(operation: string, parameter: string): ServiceError {
  return new ServiceError(
    "UnsupportedOperation",
    `iam ${operation} with ${parameter} is not supported by the embedded engine. What is supported: dev/docs/gaps.md.`,
  );
}

/** A policy of AWS's whose text is not carried here: attached it would give nothing, without a word. */
export function policyNotCarried(arn: string): ServiceError {
  return new ServiceError(
    "UnsupportedOperation",
    `The embedded engine does not carry the text of ${arn}, a policy that AWS manages: it would give no permission. ` +
      "Name the actions that are needed in a policy of your own. Which policies are carried: dev/docs/gaps.md.",
  );
}
