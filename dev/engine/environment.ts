import type { App } from "../app/app.ts";
import { type DeployedApp, deployApp } from "../app/deploy-app.ts";
import type { DeployOptions } from "../app/with-app.ts";
import { infraApp } from "../app/find-app.ts";
import { PROJECT } from "../config/project.ts";
import { findResources } from "../pipeline/find-resources.ts";
import type { Resources } from "../pipeline/resources.ts";
import type { Bus } from "../trace/bus.ts";
import type { Connection } from "../pipeline/connection.ts";
import type { Engine, RunningEngine } from "./engine.ts";

/** An engine that is up with an app deployed. */
export interface Environment {
  readonly connection: Connection;
  readonly resources: Resources;
  /** The app, its stacks, and its functions with their sources. */
  readonly deployed: DeployedApp;
  readonly bus: Bus;
  /** Deploys the stack again after a save, where the engine has a way of its own. */
  readonly deploy?: RunningEngine["deploy"];
  /** Waits until events go to a function that was updated, where the engine needs time for that. */
  readonly settle?: RunningEngine["settle"];
  /** Whether the stack is still there, where the engine may forget it. */
  readonly presence?: RunningEngine["presence"];
  stop(): Promise<void>;
}

/** What an environment is started with. */
export interface StartOptions extends DeployOptions {
  /** Default: that of `infra/`. */
  readonly app?: App;
}

/** Starts an engine and deploys an app. What was started is stopped again where the deploy fails. */
export async function startEnvironment(
  engine: Engine,
  { app = infraApp(PROJECT), ...options }: StartOptions = {},
): Promise<Environment> {
  const running = await engine.start();
  try {
    if (running.deploy !== undefined) return { ...running, ...(await running.deploy(app, options)) };
    const deployed = await deployApp(running.connection, app, options);
    tellDeployed(running.bus, deployed);
    const resources = await findResources(running.connection, ...deployed.stacks);
    return { ...running, deployed, resources };
  } catch (error) {
    await running.stop();
    throw error;
  }
}

/** Tells the endpoint where the code of functions was copied from: by that it is named in their stacks. */
export function tellDeployed(bus: Bus, { functions }: DeployedApp): void {
  const copied = functions.flatMap(({ name, source }) => (source.kind === "folder" ? [[name, source.path]] : []));
  bus.dispatch({ type: "deployed", copied: Object.fromEntries(copied) });
}
