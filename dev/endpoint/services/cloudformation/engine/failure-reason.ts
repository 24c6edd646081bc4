import { randomUUID } from "node:crypto";
import { ServiceError } from "../../../errors.ts";

const ALREADY_EXISTS =
  /AlreadyExists|AlreadyOwnedByYou|ResourceConflictException|ResourceInUseException|QueueNameExists/;

/** Whether a service refused to make something because it is there already. */
export function saysAlreadyExists(error: unknown): boolean {
  return error instanceof ServiceError && ALREADY_EXISTS.test(error.code);
}

/** The reason in the event of a resource that failed, in the form that CloudFormation's resource handlers have. */
export function failureReason(error: unknown): string {
  if (!(error instanceof ServiceError)) return error instanceof Error ? error.message : String(error);
  if (error.code === "ValidationError") return error.message;
  return handlerMessage(error.message, handlerCode(error));
}

/** The reason for a resource whose name is taken. */
export function alreadyExists(type: string, name: string): string {
  return handlerMessage(`Resource of type '${type}' with identifier '${name}' already exists.`, "AlreadyExists");
}

function handlerMessage(message: string, code: string): string {
  return `Resource handler returned message: "${message}" (RequestToken: ${randomUUID()}, HandlerErrorCode: ${code})`;
}

function handlerCode(error: ServiceError): string {
  if (saysAlreadyExists(error)) return "AlreadyExists";
  if (/AccessDenied|NotAuthorized/.test(error.code)) return "AccessDenied";
  if (error.status === 404 || /NotFound|NoSuch|NonExistent/.test(error.code)) return "NotFound";
  if (/Validation|Invalid|Malformed/.test(error.code)) return "InvalidRequest";
  return "GeneralServiceException";
}
