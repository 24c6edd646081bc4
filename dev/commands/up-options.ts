import { type CommandOptions, type OptionValues, UsageError } from "../config/command-line.ts";

/** How strictly the function's role is taken. */
export const IAM_OPTION: CommandOptions = {
  iam: {
    type: "string",
    value: "MODE",
    description: "enforce (default) or audit: what the role does not allow passes",
  },
};

/** Which app, and what it is given. */
export const APP_OPTION: CommandOptions = {
  parameters: {
    type: "string",
    multiple: true,
    value: "NAME=VALUE",
    description: "Value of a parameter of the app's templates; may be repeated",
  },
  app: {
    type: "string",
    value: "PATH",
    description: "The app: a folder, a cdk.json or a template; default: the nearest one upwards from here",
  },
};

/** The port that `--inspect` names; undefined without it. Throws UsageError. */
export function inspectPort({ inspect }: OptionValues): number | undefined {
  if (inspect === undefined) return undefined;
  const port = Number(inspect);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UsageError(`--inspect is ${JSON.stringify(inspect)}; expected a port, 0 for any free one.`);
}
