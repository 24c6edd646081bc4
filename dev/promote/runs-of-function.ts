import type { RoleReport } from "../endpoint/services/iam/usage-report.ts";
import type { Usage } from "./privileges.ts";
import { roleOfFunction } from "./template-policies.ts";
import type { TemplateResource } from "./template.ts";

/** Runs of a function that a template has. */
export interface FunctionRuns {
  /** The function that ran: of that name, or that of another environment of the same stack. */
  readonly functionName: string;
  readonly roleArn: string;
  readonly invocations: number;
  /** Epoch milliseconds. */
  readonly firstAt: number;
  readonly usage: readonly Usage[];
}

/**
 * Finds the runs of a function: those under its name, the last role first; otherwise those of a function whose role has
 * the same logical id, as the same stack has under another name (`-c env=staging`). Undefined where there were none.
 */
export function runsOfFunction(
  name: string,
  resource: TemplateResource,
  reports: readonly RoleReport[],
): FunctionRuns | undefined {
  const all = reports.flatMap((role) => role.functions.map((runs) => ({ role, runs })));
  const roleId = roleOfFunction(resource);
  const own = all.filter(({ runs }) => runs.functionName === name);
  // CloudFormation names a role `<stack>-<logical id>-<12 characters>`.
  const alike = all.filter(({ role }) => roleId !== undefined && role.roleArn.includes(`-${roleId}-`));
  const [latest] = (own.length > 0 ? own : alike).toSorted((left, right) => right.runs.lastAt - left.runs.lastAt);
  if (latest === undefined) return undefined;
  const { role, runs } = latest;
  const { functionName, invocations, firstAt } = runs;
  const usage = role.usage.filter((row) => row.functionName === functionName);
  return { functionName, roleArn: role.roleArn, invocations, firstAt, usage };
}
