import { ServiceError } from "../../errors.ts";

/** The group is not there. */
export function groupNotFound(): ServiceError {
  return new ServiceError("ResourceNotFoundException", "The specified log group does not exist.");
}

/** The stream is not there. */
export function streamNotFound(): ServiceError {
  return new ServiceError("ResourceNotFoundException", "The specified log stream does not exist.");
}

/** The group, or the stream, is there already. */
export function alreadyExists(what: "group" | "stream"): ServiceError {
  return new ServiceError("ResourceAlreadyExistsException", `The specified log ${what} already exists`);
}

/** A member of the input is wrong. */
export function invalidParameter(message: string): ServiceError {
  return new ServiceError("InvalidParameterException", message);
}
