import { START } from "../../config/start-command.ts";
import type { RoleReport } from "../../endpoint/services/iam/usage-report.ts";
import { REGION } from "../../config/settings.ts";
import type { Check, PromotionContext } from "../context.ts";
import { type NamedPolicy, comparePrivileges } from "../privileges.ts";
import type { Finding } from "../report.ts";
import { nameOf } from "../resolve.ts";
import { runsOfFunction } from "../runs-of-function.ts";
import { policiesOfRole } from "../template-policies.ts";
import { tooWideText } from "../too-wide-text.ts";
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
  const here = { template, target: { account: "", region: REGION }, unknown: undefined };
  const functionName = nameOf(resource, here) ?? resource.logicalId;
  const runs = runsOfFunction(functionName, resource, reports);
  if (runs === undefined) {
    const text = `${functionName} has not run here, so what it needs is not known.`;
    const next = `Upload pictures to a running environment (\`${START}\`), then promote again.`;
    return { looked: `${functionName}: no run`, findings: [{ level: "warning", text, next }] };
  }
  const same = runs.functionName === functionName;
  const policies = policiesOfRole(template, resource, runs.roleArn.split(":")[4] ?? "");
  const { statements, missing, tooWide } = comparePrivileges(
    runs.roleArn,
    same ? policies : policies.map(withoutResources),
    runs.usage,
  );
  const unused = statements.flatMap(({ policy, statement, actions, resources }) => {
    const where = `${policy} / ${statement}`;
    return [
      ...actions
        .filter(({ calls }) => calls === 0)
        .map(({ pattern }) => ({ where, pattern, of: same ? resources : [] })),
      ...(actions.some(({ calls }) => calls > 0) ? resources.filter(({ calls }) => calls === 0) : []).map(
        ({ pattern }) => ({ where, pattern, of: [] }),
      ),
    ];
  });
  return {
    looked:
      `${functionName}: ${runs.invocations} ${runs.invocations === 1 ? "invocation" : "invocations"}${same ? "" : ` of ${runs.functionName}`} since ` +
      `${new Date(runs.firstAt).toISOString()}${same ? "" : ", by actions alone, since its resources have other names"}`,
    findings: [
      ...missing.map(({ action, resource: on, calls }): Finding => ({
        level: "error",
        text: `${functionName} needs ${action} on ${on} (${calls} ${calls === 1 ? "call" : "calls"}), which no statement of its role allows.`,
        next: "Add it to the policy, or take the call out of the handler.",
      })),
      ...unused.map(({ where, pattern, of }): Finding => ({
        level: "warning",
        text: `${where} allows ${pattern}${of.length === 0 ? "" : ` on ${of.map((one) => one.pattern).join(", ")}`}, which no run has used.`,
        next: "Take it out of the policy, or run what needs it. `doppelface iam` shows the counts.",
      })),
      ...tooWide.map((managed): Finding => ({
        level: "warning",
        text: `${tooWideText(managed)}.`,
        next: "Give the role a policy of its own with these, or run what needs more.",
      })),
    ],
  };
}

/** For runs of another environment, whose resources have other names: the actions alone. */
function withoutResources({ name, document }: NamedPolicy): NamedPolicy {
  const Statement = document.Statement.map(({ NotResource: _not, ...statement }) => ({
    ...statement,
    Resource: ["*"],
  }));
  return { name, document: { ...document, Statement } };
}
