import * as v from "valibot";
import { rolePolicies } from "./role-policies.ts";
import type { RunsRow, UsageRow } from "./role-usage-store.ts";
import type { IamStore } from "./store.ts";

/** What functions did under a role beside the role's policies, as the endpoint tells it. */
export const RoleReport = v.object({
  roleArn: v.string(),
  /** Inline policies by name, attached ones by ARN; `document` is JSON. */
  policies: v.array(v.object({ name: v.string(), document: v.string() })),
  /** Functions that ran under the role, and how often; `firstAt`, `lastAt`: epoch milliseconds. */
  functions: v.array(
    v.object({ functionName: v.string(), invocations: v.number(), firstAt: v.number(), lastAt: v.number() }),
  ),
  usage: v.array(
    v.object({
      functionName: v.string(),
      action: v.string(),
      /** ARN, or a pattern that stands for further ones where `others`. */
      resource: v.string(),
      others: v.boolean(),
      calls: v.number(),
      /** How many of the calls the role did not allow at the time. */
      denied: v.number(),
      firstAt: v.number(),
      lastAt: v.number(),
    }),
  ),
});

/** What functions did under a role beside the role's policies. */
export type RoleReport = v.InferOutput<typeof RoleReport>;

/** Joins what was counted with the roles that are there; inside `State.read`. */
export function reportRoles(store: IamStore, usage: readonly UsageRow[], runs: readonly RunsRow[]): RoleReport[] {
  const roleArns = [...new Set(usage.map(({ roleArn }) => roleArn))].toSorted();
  return roleArns.flatMap((roleArn) => {
    const role = store.findRoleByArn(roleArn);
    if (role === undefined) return [];
    const own = usage.filter((row) => row.roleArn === roleArn);
    const functions = [...new Set(own.map(({ functionName }) => functionName))].toSorted();
    return {
      roleArn,
      policies: rolePolicies(store, role).map(({ name, document }) => ({ name, document: JSON.stringify(document) })),
      functions: functions.map((functionName) => {
        const now = own.filter((row) => row.functionName === functionName);
        return (
          runs.find((row) => row.functionName === functionName) ?? {
            functionName,
            invocations: 0,
            firstAt: Math.min(...now.map(({ firstAt }) => firstAt)),
            lastAt: Math.max(...now.map(({ lastAt }) => lastAt)),
          }
        );
      }),
      usage: own
        .map(({ roleArn: _roleArn, ...row }) => row)
        .toSorted((a, b) => compare(a.action, b.action) || compare(a.resource, b.resource)),
    };
  });
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
