import { PROJECT } from "../config/project.ts";
import type { Connection } from "../pipeline/connection.ts";
import { findResources } from "../pipeline/find-resources.ts";
import type { Resources } from "../pipeline/resources.ts";
import type { App } from "./app.ts";
import { deployApp } from "./deploy-app.ts";
import { infraApp } from "./find-app.ts";
import type { DeployOptions } from "./with-app.ts";

/** Name of the stack of the default environment. */
export const STACK = "doppelface";

/** What a deploy of the stack starts from. */
export interface PipelineOptions extends DeployOptions {
  /** The app; that in `infra/` of `project` by default. */
  readonly app?: App;
  /** Absolute folder of the CDK app's project; this one by default. */
  readonly project?: string;
}

/** Deploys the stack of `infra/` to a local endpoint. Resolves with its names. */
export async function deployPipeline(connection: Connection, options: PipelineOptions = {}): Promise<Resources> {
  const { stacks } = await deployApp(connection, appOf(options), options);
  return findResources(connection, ...stacks);
}

/** The app that is meant. */
function appOf({ app, project = PROJECT }: Pick<PipelineOptions, "app" | "project">): App {
  return app ?? infraApp(project);
}
