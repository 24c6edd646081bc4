import { existsSync } from "node:fs";
import type { App } from "../app/app.ts";
import { findApp, infraApp } from "../app/find-app.ts";
import { UsageError } from "../config/command-line.ts";
import { PROJECT } from "../config/project.ts";
import type { Settings } from "../config/settings.ts";

/** The app that a run is about: the setting `app`, or the nearest one upwards. Throws UsageError where there is none. */
export function chosenApp({ app }: Pick<Settings, "app">): App {
  const found = findApp(process.cwd(), app);
  if (found !== undefined) return found;
  const own = infraApp(PROJECT);
  if (existsSync(own.file)) return own;
  throw new UsageError(
    `No app: neither ${process.cwd()} nor a folder above it has a cdk.json, a template.yaml, a template.yml, a template.json ` +
      "or infra/. Name one by --app PATH.",
  );
}
