import type { Privileges } from "../promote/privileges.ts";
import { tooWideText } from "../promote/too-wide-text.ts";
import type { Style } from "./output-sink.ts";
import { table } from "./table.ts";

/** What one role's functions did beside its policies. */
export interface RoleUse extends Privileges {
  readonly roleArn: string;
  /** `firstAt`: epoch milliseconds. */
  readonly functions: readonly {
    readonly functionName: string;
    readonly invocations: number;
    readonly firstAt: number;
  }[];
}

/** Lines about a role: each statement with its counts, then what is missing. */
export function roleUseLines({ roleArn, functions, statements, missing, tooWide }: RoleUse, style: Style): string[] {
  const rows = statements.flatMap(({ policy, statement, actions, resources }) =>
    actions.map(({ pattern, calls }, at) => [
      at === 0 ? `${policy} / ${statement}` : "",
      pattern,
      calls === 0 ? "unused" : `${calls} ${calls === 1 ? "call" : "calls"}`,
      resources
        .map((resource) => (resource.calls === 0 && calls > 0 ? `${resource.pattern} (unused)` : resource.pattern))
        .join(", "),
    ]),
  );
  const [header = "", ...lines] = table(["statement", "action", "used", "resource"], rows);
  return [
    `${style.bold(roleArn.split("/").at(-1) ?? roleArn)}  ${style.dim(functions.map(runsText).join(", "))}`,
    ...(lines.length === 0 ? [] : ["", style.dim(header)]),
    ...lines.map((line) => (/ {2}unused {2}/.test(line) ? style.yellow(line) : line)),
    ...(missing.length === 0 ? [] : ["", ...missingLines(missing, style)]),
    ...(tooWide.length === 0 ? [] : ["", style.yellow("granted too much, by policies of AWS's")]),
    ...tooWide.map((managed) => `  ${tooWideText(managed)}`),
    "",
    summary(statements, missing, tooWide),
  ];
}

function missingLines(missing: Privileges["missing"], style: Style): string[] {
  return [
    style.red("missing: asked for, and allowed by no statement"),
    ...table(
      ["action", "calls", "resource"],
      missing.map(({ action, calls, resource }) => [action, String(calls), resource]),
    ),
  ];
}

function runsText({ functionName, invocations, firstAt }: RoleUse["functions"][number]): string {
  const since = new Date(firstAt).toISOString().slice(0, 19);
  return `${functionName}: ${invocations} ${invocations === 1 ? "invocation" : "invocations"} since ${since}Z`;
}

function summary(
  statements: Privileges["statements"],
  missing: Privileges["missing"],
  { length: wide }: Privileges["tooWide"],
): string {
  const unused = statements.flatMap(({ actions }) => actions.filter(({ calls }) => calls === 0)).length;
  const policies = wide === 1 ? "1 policy of AWS's grants" : `${wide} policies of AWS's grant`;
  return `${missing.length} missing, ${unused} unused${wide === 0 ? "" : `, ${policies} too much`}.`;
}
