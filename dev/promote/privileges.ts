import type { SessionContext } from "../endpoint/services/iam/conditions.ts";
import { compilePolicies } from "../endpoint/services/iam/evaluate.ts";
import { AWS_MANAGED } from "../endpoint/services/iam/managed-policies.ts";
import type { PolicyDocument, Statement } from "../endpoint/services/iam/policy-document.ts";
import type { RoleReport } from "../endpoint/services/iam/usage-report.ts";

/** One policy of a role, inline by its name, attached by its ARN. */
export interface NamedPolicy {
  readonly name: string;
  readonly document: PolicyDocument;
}

/** What was asked of a role. */
export type Usage = RoleReport["usage"][number];

/** What a statement that allows something was used for. */
export interface StatementUse {
  readonly policy: string;
  /** Its `Sid`, or `statement 1` for the first one without. */
  readonly statement: string;
  /** Calls of each of its actions on any of its resources, as the statement writes them. */
  readonly actions: readonly { readonly pattern: string; readonly calls: number }[];
  readonly resources: readonly { readonly pattern: string; readonly calls: number }[];
}

/** A policy of AWS's that is wider than what was done under it. */
export interface ManagedUse {
  /** ARN. */
  readonly policy: string;
  /** Patterns of actions that it allows. */
  readonly grants: readonly string[];
  /** What was asked for and it allows; each of it fits into a policy of one's own. */
  readonly used: readonly Pick<Usage, "action" | "resource" | "calls">[];
}

/** What the runs needed beside what the policies give. */
export interface Privileges {
  /** Of inline policies and the account's own. */
  readonly statements: readonly StatementUse[];
  /** What was asked for and the policies do not allow. */
  readonly missing: readonly Usage[];
  /** Those of AWS's that allow more than was used. */
  readonly tooWide: readonly ManagedUse[];
}

/** Compares what was asked of a role with its policies. */
export function comparePrivileges(
  roleArn: string,
  policies: readonly NamedPolicy[],
  usage: readonly Usage[],
): Privileges {
  const session = sessionOf(roleArn);
  const own = policies.filter(({ name }) => !name.startsWith(AWS_MANAGED));
  const managed = policies.filter(({ name }) => name.startsWith(AWS_MANAGED));
  const whole = compilePolicies(
    policies.map(({ document }) => document),
    session,
  );
  return {
    statements: own.flatMap(({ name, document }) =>
      document.Statement.flatMap((statement, at) =>
        statement.Effect === "Allow" ? [useOf(name, document, statement, at, usage, session)] : [],
      ),
    ),
    missing: usage.filter((one) => !whole.allows(one) && !(isAnything(one) && one.denied === 0)),
    tooWide: managed.map((policy) => managedUse(policy, usage, session)).filter(isTooWide),
  };
}

function managedUse({ name, document }: NamedPolicy, usage: readonly Usage[], session: SessionContext): ManagedUse {
  const allowing = document.Statement.filter(({ Effect }) => Effect === "Allow");
  const policy = compilePolicies([document], session);
  const fits = (one: Usage): boolean =>
    policy.allows(one) || (isAnything(one) && allowing.some((statement) => allowsSomewhere(document, statement, one)));
  return {
    policy: name,
    grants: allowing.flatMap(({ Action, NotAction = [] }) => Action ?? `every action but ${NotAction.join(", ")}`),
    used: usage.filter(fits).map(({ action, resource, calls }) => ({ action, resource, calls })),
  };
}

function isTooWide({ grants, used }: ManagedUse): boolean {
  const actions = new Set(used.map(({ action }) => action.toLowerCase()));
  return grants.some((pattern) => !actions.has(pattern.toLowerCase()));
}

function useOf(
  policy: string,
  document: PolicyDocument,
  statement: Statement,
  at: number,
  usage: readonly Usage[],
  session: SessionContext,
): StatementUse {
  const callsOf = (part: Partial<Statement>): number => {
    const only = compilePolicies([{ ...document, Statement: [{ ...statement, ...part }] }], session);
    // A row for any resource counts for each: which ones they were is not known.
    const fits = (one: Usage): boolean =>
      only.allows(one) ||
      (isAnything(one) && one.calls > one.denied && allowsSomewhere(document, { ...statement, ...part }, one));
    return usage.filter(fits).reduce((sum, { calls }) => sum + calls, 0);
  };
  return {
    policy,
    statement: statement.Sid ?? `statement ${at + 1}`,
    // What is excluded is not looked at one by one.
    actions: (statement.Action ?? ["(every action but those named)"]).map((pattern) => ({
      pattern,
      calls: callsOf(statement.Action === undefined ? {} : { Action: [pattern] }),
    })),
    resources: (statement.Resource ?? ["(every resource but those named)"]).map((pattern) => ({
      pattern,
      calls: callsOf(statement.Resource === undefined ? {} : { Resource: [pattern] }),
    })),
  };
}

function isAnything({ others, resource }: Usage): boolean {
  return others && resource === "*";
}

/** Whether a statement allows an action, whatever the resource and the conditions. */
function allowsSomewhere(document: PolicyDocument, { Action, NotAction }: Statement, { action }: Usage): boolean {
  const statement: Statement = {
    Effect: "Allow",
    Resource: ["*"],
    ...(Action === undefined ? { NotAction } : { Action }),
  };
  return compilePolicies([{ ...document, Statement: [statement] }], new Map()).allows({ action, resource: "*" });
}

/** What is known of a session of a role, as the embedded engine evaluates it; tags of the role are not. */
function sessionOf(roleArn: string): SessionContext {
  const [, account = ""] = /^arn:aws:iam::(\d{12}):/.exec(roleArn) ?? [];
  return new Map([
    ["aws:principalarn", roleArn],
    ["aws:principalaccount", account],
    ["aws:principaltype", "AssumedRole"],
    ["aws:principalisawsservice", "false"],
    ["aws:securetransport", "true"],
  ]);
}
