import { ServiceError } from "../../errors.ts";

/** What CloudFormation answers for nearly every request that it does not accept. */
export function validationError(message: string): ServiceError {
  return new ServiceError("ValidationError", message);
}

/** The answer for a template that is not one. */
export function templateFormatError(message: string): ServiceError {
  return validationError(`Template format error: ${message}`);
}

/** The answer for an intrinsic function that cannot be evaluated. */
export function templateError(message: string): ServiceError {
  return validationError(`Template error: ${message}`);
}

/** The answer for a stack that is not there, or is deleted and asked for by its name. */
export function stackNotFound(name: string): ServiceError {
  return validationError(`Stack with id ${name} does not exist`);
}

/** The answer for a change set that is not there (404, which `cdk deploy` waits for after it deleted one). */
export function changeSetNotFound(name: string): ServiceError {
  return new ServiceError("ChangeSetNotFound", `ChangeSet [${name}] does not exist`, { status: 404 });
}

/** The answer for resource types that the embedded engine does not have. @param types each with its logical id */
export function unsupportedTypes(types: readonly string[]): ServiceError {
  return validationError(
    `Unrecognized resource types: [${types.join(", ")}]. The embedded engine has none of them (dev/docs/gaps.md has what it ` +
      "has). All of it runs on LocalStack: npx doppelface up --engine localstack. The rest runs here: " +
      "npx doppelface up --without-unsupported.",
  );
}

/** The answer for a part of CloudFormation's language that the embedded engine leaves out, by name. */
export function notInThisEngine(what: string): ServiceError {
  return validationError(
    `${what} is not supported by the embedded engine. What is supported: dev/docs/gaps.md; --engine localstack may have it.`,
  );
}
