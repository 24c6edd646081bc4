import { existsSync } from "node:fs";
import type { App } from "../app/app.ts";
import { belowText, findApp, infraApp } from "../app/find-app.ts";
import { type CommandOptions, UsageError } from "../config/command-line.ts";
import { PROJECT } from "../config/project.ts";
import { withoutUnsupported } from "../engine/without-unsupported.ts";
import type { CommandContext } from "./command.ts";
import type { Settings } from "../config/settings.ts";

/** What `up` and `exec` take for an app that has more than the embedded engine. */
export const WITHOUT_UNSUPPORTED: CommandOptions = {
  "without-unsupported": {
    type: "boolean",
    description: "Leave out resources whose types the embedded engine does not have, and say what refers to them",
  },
};

/**
 * The app as a run has it, which tells what takes long, and as `--without-unsupported` has it. Throws UsageError on
 * other engines, which take all of it.
 */
export function adaptedApp(
  app: App,
  { values, settings }: Pick<CommandContext, "values" | "settings">,
  tell: (text: string) => void,
): App {
  if (values["without-unsupported"] !== true) return { ...app, tell };
  if (settings.engine === "embedded") return { ...app, tell, adapt: withoutUnsupported(tell) };
  throw new UsageError(`--without-unsupported is for the embedded engine; ${settings.engine} is given the whole app.`);
}

/**
 * The app that a run is about: the setting `app`, or the nearest one upwards. Throws UsageError where there is none.
 */
export function chosenApp({ app, parameters }: Pick<Settings, "app" | "parameters">): App {
  const found = findApp(process.cwd(), app);
  if (found !== undefined) return { ...found, parameters };
  const own = infraApp(PROJECT);
  if (existsSync(own.file)) return { ...own, parameters };
  throw new UsageError(
    `No app: neither ${process.cwd()} nor a folder above it has a cdk.json, a template.yaml, a template.yml, a template.json ` +
      `or infra/. ${belowText(process.cwd())}`,
  );
}
