import * as v from "valibot";
import { parseIdentityPolicy } from "../endpoint/services/iam/policy-document.ts";
import { askEndpoint } from "../engine/control-client.ts";
import { roleUseLines } from "../output/privileges-lines.ts";
import { comparePrivileges } from "../promote/privileges.ts";
import { recordedUsage } from "../promote/recorded-usage.ts";
import type { Command, CommandContext } from "./command.ts";
import { ENDPOINT_OPTION, endpointIfRunning, runningConnection } from "./running.ts";

/** `doppelface iam`: what the runs used of the policies of the functions' roles, and what they lacked. */
export const iam: Command = {
  name: "iam",
  summary: "Show what the functions used of their roles' policies: what is missing, and what no run has used.",
  usage: "iam [--clear] [--json]",
  details: [
    "Every call under a function's role is counted, by action and resource, also with `--iam audit`; the policies are",
    "those of the deployed role. Without a running environment: what the last one has left in the state folder.",
    "Exit code 1 if something is missing. `--clear` starts the count over, for example after a change of the handler.",
  ].join("\n"),
  options: {
    clear: { type: "boolean", description: "Forget what was counted" },
    ...ENDPOINT_OPTION,
  },
  async run(context) {
    return context.values["clear"] === true ? clear(context) : show(context);
  },
};

async function show({ values, settings, output }: CommandContext): Promise<number> {
  const reports = (await recordedUsage(settings, endpointIfRunning({ values, settings }))) ?? [];
  const roles = reports.map(({ roleArn, functions, policies, usage }) => ({
    roleArn,
    functions,
    ...comparePrivileges(
      roleArn,
      policies.map(({ name, document }) => ({ name, document: parseIdentityPolicy(document) })),
      usage,
    ),
  }));
  const lines = roles.flatMap((role, at) => [...(at === 0 ? [] : [""]), ...roleUseLines(role, output.style)]);
  output.result({ roles }, lines.length === 0 ? ["No function has run yet: upload a picture."] : lines);
  return roles.some(({ missing }) => missing.length > 0) ? 1 : 0;
}

async function clear(context: CommandContext): Promise<number> {
  const call = { method: "DELETE", path: "/iam", otherwise: "Nothing is counted" } as const;
  await askEndpoint(runningConnection(context), call, v.object({}));
  context.output.result({ cleared: true }, ["Counted from now."]);
  return 0;
}
