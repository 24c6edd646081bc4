import { parseIdentityPolicy } from "../../endpoint/iam/policy-document.ts";
import type { RoleReport } from "../../endpoint/iam/usage-report.ts";
import { REGION } from "../../config/settings.ts";
import type { Check, PromotionContext } from "../context.ts";
import { type NamedPolicy, comparePrivileges } from "../privileges.ts";
import type { Finding } from "../report.ts";
import { nameOf } from "../resolve.ts";
import { policiesOfRole } from "../template-policies.ts";
import { type Template, type TemplateResource, resourcesOf } from "../template.ts";

/** What the functions did here beside what the template would allow them: too little fails, too much is a risk. */
export const checkLeastPrivilege: Check = {
  title: "Permissions (doppelface iam)",
  run: ({ templates, usage }: PromotionContext) => {
    const functions = templates.flatMap((template) =>
      resourcesOf(template, "AWS::Lambda::Function").map((resource) => ({ template, resource })),
    );
    const outcomes = functions.map((one) => examine(one.template, one.resource, usage ?? []));
    return {
      looked: outcomes.map(({ looked }) => looked).join("; ") || "no function",
      findings: outcomes.flatMap(({ findings }) => findings),
    };
  },
};

function examine(
  template: Template,
  resource: TemplateResource,
  reports: readonly RoleReport[],
): { looked: string; findings: Finding[] } {
  const fallback = { template, target: { account: "", region: REGION }, unknown: undefined };
  const functionName = nameOf(resource, fallback) ?? resource.logicalId;
  const ran = reports.flatMap((role) => {
    const runs = role.functions.find((one) => one.functionName === functionName);
    return runs === undefined ? [] : [{ role, runs }];
  });
  const [latest] = ran.toSorted((a, b) => b.runs.lastAt - a.runs.lastAt);
  if (latest === undefined) {
    const text = `${functionName} has not run here, so what it needs is not known.`;
    const next = "Upload pictures to a running environment (`npm run dev`), then promote again.";
    return { looked: `${functionName}: no run`, findings: [{ level: "warning", text, next }] };
  }
  const { role, runs } = latest;
  const policies = policiesOfRole(template, resource, accountOf(role.roleArn));
  const usage = role.usage.filter((row) => row.functionName === functionName);
  const { statements, missing } = comparePrivileges(role.roleArn, [...policies, ...attached(role, policies)], usage);
  const unused = statements.flatMap(({ policy, statement, actions, resources }) => {
    const where = `${policy} / ${statement}`;
    return [
      ...actions.filter(({ calls }) => calls === 0).map(({ pattern }) => ({ where, pattern, of: resources })),
      ...(actions.some(({ calls }) => calls > 0) ? resources.filter(({ calls }) => calls === 0) : []).map(
        ({ pattern }) => ({ where, pattern, of: [] }),
      ),
    ];
  });
  return {
    looked: `${functionName}: ${runs.invocations} invocations since ${new Date(runs.firstAt).toISOString()}`,
    findings: [
      ...missing.map(({ action, resource: on, calls }): Finding => ({
        level: "error",
        text: `${functionName} needs ${action} on ${on} (${calls} calls), which no statement of its role allows.`,
        next: "Add it to the policy in infra/, or take the call out of the handler.",
      })),
      ...unused.map(({ where, pattern, of }): Finding => ({
        level: "warning",
        text: `${where} allows ${pattern}${of.length === 0 ? "" : ` on ${of.map((one) => one.pattern).join(", ")}`}, which no run has used.`,
        next: "Take it out of infra/, or run what needs it. `doppelface iam` shows the counts.",
      })),
    ],
  };
}

/** Policies that are attached by ARN are not in the template; what they say here they say on AWS. */
function attached({ policies }: RoleReport, own: readonly NamedPolicy[]): NamedPolicy[] {
  return policies
    .filter(({ name }) => name.startsWith("arn:aws:iam::aws:") && !own.some((one) => one.name === name))
    .map(({ name, document }) => ({ name, document: parseIdentityPolicy(document) }));
}

function accountOf(roleArn: string): string {
  return roleArn.split(":")[4] ?? "";
}
