import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { join } from "node:path";
import { inheritedEnvironment } from "../config/process-environment.ts";
import { UsageError } from "../config/command-line.ts";
import { findPackage } from "../config/find-package.ts";
import type { App } from "../app/app.ts";
import { appEnvironment } from "../app/cdk/app-environment.ts";
import { cacheFolder } from "../app/cache-folder.ts";
import { isBootstrapped } from "../app/bootstrap.ts";
import type { Connection } from "../pipeline/connection.ts";
import { chosenApp } from "./chosen-app.ts";
import type { Command, CommandContext } from "./command.ts";
import { runCommand } from "./run-command.ts";
import { ENDPOINT_OPTION, runningConnection } from "./running.ts";
import { APP_OPTION } from "./up-options.ts";

/** `doppelface deploy-local`: `cdklocal bootstrap` where it is missing, then `cdklocal deploy`. */
export const deployLocal: Command = {
  name: "deploy-local",
  summary: "Deploy the stack by cdklocal on the environment that runs (npm run deploy:local).",
  usage: "deploy-local [--endpoint URL] [--state DIR] [-- ARGUMENT…]",
  mostArguments: Number.POSITIVE_INFINITY,
  details: [
    "Does here what `cdk bootstrap` and `cdk deploy` do on AWS, by the same tools: the bootstrap where the account and",
    "region have none, then the deploy. What follows -- goes to `cdklocal deploy`, for example -- --hotswap, or",
    "-- -c env=NAME. With --engine localstack the environment is that emulator.",
  ].join("\n"),
  options: {
    ...APP_OPTION,
    ...ENDPOINT_OPTION,
    engine: { type: "string", value: "NAME", description: "embedded (default) or localstack" },
  },
  async run(context) {
    const connection = connectionOf(context);
    const app = chosenApp(context.settings);
    const { folder: cwd, project, kind } = app;
    if (kind !== "cdk") throw new UsageError("deploy-local is for CDK apps. Others: doppelface up.");
    const tool = findPackage(cwd, "aws-cdk-local");
    if (tool === undefined) {
      throw new Error(`No package aws-cdk-local is found from ${cwd}. Install it: npm i -D aws-cdk aws-cdk-local.`);
    }
    const cdklocal = (...args: string[]): Promise<number> => {
      const all = [join(tool, "bin", "cdklocal"), ...args, "--output", join(cacheFolder(project), "cdk.out")];
      return runCommand(process.execPath, all, { env: toolEnvironment(connection, app), cwd });
    };
    const client = new CloudFormationClient(connection);
    try {
      if (!(await isBootstrapped(client))) {
        const failed = await cdklocal("bootstrap");
        if (failed !== 0) return failed;
      }
    } finally {
      client.destroy();
    }
    return cdklocal("deploy", "--require-approval", "never", ...stacksOf(context.positionals));
  },
};

/** What follows `--`, and all stacks where it names none, which `cdk deploy` asks for where there are several. */
function stacksOf(given: readonly string[]): readonly string[] {
  const named = given.some((argument, at) => !argument.startsWith("-") && given[at - 1]?.startsWith("-") !== true);
  return named || given.includes("--all") ? given : ["--all", ...given];
}

/** An emulator by its name has no state folder that tells where it is. */
function connectionOf({ values, settings }: CommandContext): Connection {
  const { engine, endpoint, port } = settings;
  const emulator = engine === "localstack" ? { endpoint: endpoint ?? `http://127.0.0.1:${port}` } : {};
  return runningConnection({ values: { ...emulator, ...values }, settings });
}

/** cdklocal takes away every other AWS variable, so that nothing of the user's own account is in play. */
function toolEnvironment({ endpoint }: Connection, app: App): Record<string, string> {
  // The app finds the project's own commands, as with `npx cdk`.
  const PATH = appEnvironment(app).variables["PATH"] ?? "";
  return { ...inheritedEnvironment(), PATH, AWS_ENDPOINT_URL: endpoint, AWS_ENDPOINT_URL_S3: endpoint };
}
