import { ServiceError } from "../../errors.ts";

/** AWS answers it without a text; the name is what one wants to read. */
export function parameterNotFound(name: string): ServiceError {
  return new ServiceError("ParameterNotFound", `Parameter ${name} not found.`);
}

/** The parameter is there, that version of it is not. */
export function versionNotFound(name: string, version: number): ServiceError {
  return new ServiceError(
    "ParameterVersionNotFound",
    `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`,
  );
}

/** An input that breaks a rule. */
export function invalid(message: string): ServiceError {
  return new ServiceError("ValidationException", message);
}

/** Something that AWS has and this endpoint does not, refused by name. */
export function unsupported(what: string): ServiceError {
  return new ServiceError(
    "UnsupportedOperation",
    `ssm ${what} is not supported by the embedded engine. What is supported: dev/docs/gaps.md.`,
  );
}

/** Tags are asked of a parameter that is not there. */
export function invalidResource(id: string): ServiceError {
  return new ServiceError("InvalidResourceId", `The resource ID "${id}" is not valid. Verify the ID and try again.`);
}
