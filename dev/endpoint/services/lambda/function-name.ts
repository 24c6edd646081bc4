import { ServiceError } from "../../errors.ts";
import type { Call } from "../../service.ts";
import { invalidParameter } from "./errors.ts";
import type { FunctionKey } from "./function-record.ts";

/** A function as a request names it. */
export interface FunctionReference extends FunctionKey {
  /** Without a qualifier. */
  readonly arn: string;
  /** As the request names it: with the qualifier where the request has one. */
  readonly qualifiedArn: string;
  /** `$LATEST`, a version's number, or an alias. */
  readonly qualifier: string | undefined;
}

const FORM =
  /^(?:arn:(?<partition>aws[a-zA-Z-]*):lambda:(?<region>[a-z]{2}(?:-[a-z]+)+-\d):)?(?:(?<account>\d{12}):)?(?:function:)?(?<name>[a-zA-Z0-9-_]+)(?::(?<qualifier>\$LATEST|[a-zA-Z0-9-_]+))?$/;

/**
 * Reads a name, an ARN or a partial ARN (`<account>:function:<name>`), each with a qualifier or without.
 * Throws where the name has one qualifier and the request another.
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
  const inName = parts["qualifier"];
  if (inName !== undefined && qualifier !== undefined && inName !== qualifier) {
    throw invalidParameter("The derived qualifier from the function name does not match the specified qualifier.");
  }
  return referenceTo({ account, region, name }, qualifier ?? inName);
}

/** `arn:aws:lambda:<region>:<account>:function:<name>` */
function functionArn({ account, region, name }: FunctionKey): string {
  return `arn:aws:lambda:${region}:${account}:function:${name}`;
}

/** What an ARN names that Lambda itself made, with a qualifier or without. */
export function referenceOfArn(arn: string): FunctionReference {
  const [, , , region = "", account = "", , name = "", qualifier] = arn.split(":");
  return referenceTo({ account, region, name }, qualifier);
}

function referenceTo(key: FunctionKey, qualifier: string | undefined): FunctionReference {
  const arn = functionArn(key);
  return { ...key, arn, qualifiedArn: qualifier === undefined ? arn : `${arn}:${qualifier}`, qualifier };
}
