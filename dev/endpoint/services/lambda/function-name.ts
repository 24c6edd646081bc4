import { ServiceError } from "../../errors.ts";
import type { Call } from "../../service.ts";
import { functionNotFound } from "./errors.ts";
import type { FunctionKey } from "./store.ts";

/** A function as a request names it. */
export interface FunctionReference extends FunctionKey {
  /** Without a qualifier. */
  readonly arn: string;
  /** As the request names it: with `:$LATEST` where the request has it. */
  readonly qualifiedArn: string;
}

const FORM =
  /^(?:arn:(?<partition>aws[a-zA-Z-]*):lambda:(?<region>[a-z]{2}(?:-[a-z]+)+-\d):)?(?:(?<account>\d{12}):)?(?:function:)?(?<name>[a-zA-Z0-9-_]+)(?::(?<qualifier>\$LATEST|[a-zA-Z0-9-_]+))?$/;

/**
 * Reads a name, an ARN or a partial ARN (`<account>:function:<name>`), each with a qualifier or without.
 * Only `$LATEST` exists; for another qualifier it throws what Lambda answers where there is no such version.
 */
export function readFunctionName(text: string, qualifier: string | undefined, call: Call): FunctionReference {
  const parts = FORM.exec(text)?.groups;
  if (parts === undefined) {
    throw new ServiceError(
      "ValidationException",
      `1 validation error detected: Value '${text}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?`,
    );
  }
  const { region = call.region, account = call.caller.account, name = "" } = parts;
  if (region !== call.region) {
    throw new ServiceError(
      "ResourceNotFoundException",
      `Functions from '${region}' are not reachable in this region ('${call.region}')`,
      { status: 404 },
    );
  }
  const arn = functionArn({ account, region, name });
  const version = qualifier ?? parts["qualifier"];
  const qualifiedArn = version === undefined ? arn : `${arn}:${version}`;
  if (version !== undefined && version !== "$LATEST") throw functionNotFound(qualifiedArn);
  return { account, region, name, arn, qualifiedArn };
}

/** `arn:aws:lambda:<region>:<account>:function:<name>` */
function functionArn({ account, region, name }: FunctionKey): string {
  return `arn:aws:lambda:${region}:${account}:function:${name}`;
}

/** The function of an ARN that Lambda itself made, with a qualifier or without. */
export function keyOfArn(arn: string): FunctionKey {
  const [, , , region = "", account = "", , name = ""] = arn.split(":");
  return { account, region, name };
}
