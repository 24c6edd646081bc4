import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { App } from "../app/app.ts";
import { deployEnvironment, endpointFromEnvironment, regionFromEnvironment } from "../config/process-environment.ts";
import { lockHolder } from "../endpoint/state/lock.ts";
import { confirm } from "../output/confirm.ts";
import { countsText, promotionLines, targetText } from "../output/promotion-lines.ts";
import { promotionMarkdown } from "../output/promotion-markdown.ts";
import { cdkDeployArguments } from "../promote/deploy.ts";
import { promote } from "../promote/promote.ts";
import { type PromotionReport, countOf } from "../promote/report.ts";
import { type OptionValues, UsageError } from "../config/command-line.ts";
import { chosenApp } from "./chosen-app.ts";
import type { Command, CommandContext } from "./command.ts";
import { runCommand } from "./run-command.ts";
import { STATE_OPTION } from "./running.ts";
import { APP_OPTION } from "./up-options.ts";

/** `doppelface promote`: what would fail on AWS; with `--deploy` a confirmation and `cdk deploy` after it. */
export const promoteCommand: Command = {
  name: "promote",
  summary: "Check what would fail on AWS, and with --deploy deploy there.",
  usage:
    "promote [--app PATH] [--deploy [--yes]] [-c NAME=VALUE…] [--region R] [--endpoint-url URL] [--markdown FILE] [--json]",
  details: [
    "Takes the app as `up` does. Synthesises with validation and cdk-nag; compares the policies with what the runs here used; looks at region,",
    "runtimes, quotas and names; has CloudFormation compare the stack with the account (a change set that is read and",
    "deleted); tells what behaves otherwise here. Credentials and region are those of any AWS tool. Without credentials",
    "it says which checks were not made. Nothing is changed in the account without --deploy and a yes.",
    "--endpoint-url, or AWS_ENDPOINT_URL, names what stands for AWS in a rehearsal. Exit code 1 if something would fail.",
  ].join("\n"),
  options: {
    deploy: { type: "boolean", description: "Ask, then `cdk deploy` what was checked" },
    yes: { type: "boolean", short: "y", description: "Do not ask" },
    context: { type: "string", short: "c", multiple: true, value: "NAME=VALUE", description: "As `cdk -c` takes it" },
    region: { type: "string", value: "R", description: "Region to deploy to; default: AWS_REGION, or the profile's" },
    "endpoint-url": { type: "string", value: "URL", description: "What stands for AWS; default: AWS_ENDPOINT_URL" },
    source: {
      type: "string",
      value: "URL",
      description: "Endpoint of the environment whose runs count; default: the one of the state folder",
    },
    "warnings-fail": { type: "boolean", description: "Exit code 1 for warnings as well" },
    markdown: { type: "string", value: "FILE", description: "Write the report to a file in Markdown as well" },
    format: { type: "string", value: "FORMAT", description: "terminal (default) or markdown" },
    ...APP_OPTION,
    ...STATE_OPTION,
  },
  async run(context) {
    const { values, output } = context;
    const app = chosenApp(context.settings);
    if (values["deploy"] === true && app.kind !== "cdk") {
      throw new UsageError(`--deploy is for CDK apps. Leave it out, and deploy by ${DEPLOYERS[app.kind]}.`);
    }
    const format = values["format"] ?? "terminal";
    if (format !== "terminal" && format !== "markdown") {
      throw new UsageError(`--format is '${String(format)}'; expected terminal or markdown.`);
    }
    const assembly = await mkdtemp(join(tmpdir(), "doppelface-promote-"));
    try {
      const report = await examine(context, app, assembly);
      const markdown = promotionMarkdown(report);
      if (typeof values["markdown"] === "string") await writeFile(resolve(values["markdown"]), markdown);
      output.result({ promotion: report }, format === "markdown" ? [markdown] : promotionLines(report, output.style));
      const fails = countOf(report, "error") + (values["warnings-fail"] === true ? countOf(report, "warning") : 0) > 0;
      if (values["deploy"] !== true) return fails ? 1 : 0;
      return fails ? refuse(context, report) : await deploy(context, app, report, assembly);
    } finally {
      await rm(assembly, { recursive: true, force: true });
    }
  },
};

/** What deploys apps that are templates. */
const DEPLOYERS = { sam: "`sam deploy`", template: "`aws cloudformation package` and `deploy`" } as const;

function examine({ values, settings, output }: CommandContext, app: App, assembly: string): Promise<PromotionReport> {
  return promote({
    app,
    context: contextOf(values),
    output: assembly,
    settings,
    source: textOf(values, "source") ?? lockHolder(settings.state)?.endpoint,
    target: {
      region: textOf(values, "region") ?? regionFromEnvironment(),
      endpoint: textOf(values, "endpoint-url") ?? endpointFromEnvironment(),
    },
    progress: (text) => output.detail(text),
  });
}

function refuse({ output }: CommandContext, report: PromotionReport): number {
  output.result({ deployed: false }, [`Not deployed: ${countsText(report)}.`]);
  return 1;
}

async function deploy(
  { values, output }: CommandContext,
  app: App,
  report: PromotionReport,
  assembly: string,
): Promise<number> {
  const { account, region, endpoint } = report.target;
  if (account === undefined || region === undefined) {
    throw new Error("There is no account to deploy to. Sign in (AWS_PROFILE, `aws sso login`) and run this again.");
  }
  const question = `Deploy ${report.stacks.join(", ")} to ${targetText(report)}?`;
  const sure = values["yes"] === true || (await confirm(question));
  if (sure === undefined) throw new UsageError("Nobody is there to be asked: say --yes to deploy.");
  if (!sure) {
    output.result({ deployed: false }, ["Nothing was deployed."]);
    return 1;
  }
  const code = await runCommand(process.execPath, cdkDeployArguments(app.folder, assembly), {
    env: deployEnvironment(region, endpoint),
    cwd: app.project,
    stdoutIsOurs: values["json"] === true,
  });
  output.result({ deployed: code === 0 }, code === 0 ? [] : ["`cdk deploy` failed; what it says stands above."]);
  return code;
}

function contextOf(values: OptionValues): Record<string, string> {
  const given = values["context"];
  const pairs = Array.isArray(given) ? given.map(String) : [];
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      if (at < 1) throw new UsageError(`-c ${pair}: expected NAME=VALUE, as \`cdk -c\` takes it.`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function textOf(values: OptionValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
}
