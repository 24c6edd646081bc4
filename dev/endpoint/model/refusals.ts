import { ServiceError } from "../errors.ts";
import type { ApiService } from "./api.ts";
import type { Fault, Faults } from "./faults.ts";

/** The code of a broken constraint, where it is not that of most services. */
const CODES: Readonly<Partial<Record<ApiService, string>>> = {
  cloudformation: "ValidationError",
  ecr: "InvalidParameterException",
  iam: "ValidationError",
  logs: "InvalidParameterException",
  sts: "ValidationError",
};

/** Services of the query protocol have text alone, so that what is of another type is said as any other constraint. */
const OF_QUERY: ReadonlySet<ApiService> = new Set<ApiService>(["cloudformation", "iam", "monitoring", "sts"]);

/**
 * The error with which a service refuses an input that its model does not allow: all broken constraints at once, in the
 * words of the framework that the services share; what is of another type before all that, with a text of our own that
 * names the member.
 */
export function refusal(service: ApiService, { type, constraints }: Faults): ServiceError {
  const code = CODES[service] ?? "ValidationException";
  if (type !== undefined) {
    const where = type.path === "" ? "The request body" : `The member '${type.path}'`;
    const codeOfType = OF_QUERY.has(service) ? code : "SerializationException";
    return new ServiceError(codeOfType, `${where} is not of the type ${type.expected}.`);
  }
  if (service === "iam") {
    const named = constraints.filter(({ words }) => words.endsWith(` ${IAM_NAMES}`));
    const rest = constraints.filter((fault) => !named.includes(fault));
    const [first] = named;
    return new ServiceError(code, rest.length > 0 || first === undefined ? asFramework(rest) : asIamName(first.path));
  }
  return new ServiceError(code, service === "ecr" ? asEcr(constraints) : asFramework(constraints));
}

/** The pattern of IAM's names. */
const IAM_NAMES = "[\\w+=,.@-]+";

/** As IAM says it of names (shashankprasanna/torchserve-examples issue 7, 2021). */
function asIamName(member: string): string {
  return `The specified value for ${member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`;
}

function asFramework(faults: readonly Fault[]): string {
  const all = faults.map(({ value, path, words }) => `${value} at '${path}' failed to satisfy constraint: ${words}`);
  return `${all.length} validation ${all.length === 1 ? "error" : "errors"} detected: ${all.join("; ")}`;
}

/**
 * ECR names one fault in words of its own: seen of the pattern (jenkins-x/jx issue 1344, 2018) and of the length
 * (aws/aws-dotnet-deploy issue 549, 2022).
 */
function asEcr([fault]: readonly Fault[]): string {
  const pattern = /^Member must satisfy regular expression pattern: \^?(.*?)\$?$/.exec(fault?.words ?? "")?.[1];
  const words =
    pattern === undefined ? fault?.words.replace(/^Member /, "") : `must satisfy regular expression '${pattern}'`;
  return `Invalid parameter at '${fault?.path}' failed to satisfy constraint: '${words}'`;
}
