import { deployPipeline } from "../app/pipeline-stack.ts";
import type { Resources } from "../pipeline/resources.ts";
import type { Bus } from "../trace/bus.ts";
import type { Connection } from "../pipeline/connection.ts";
import type { Engine, RunningEngine } from "./engine.ts";

/** An engine that is up with the stack of `infra/` deployed. */
export interface Environment {
  readonly connection: Connection;
  readonly resources: Resources;
  readonly bus: Bus;
  /** Deploys the stack again after a save, where the engine has a way of its own. */
  readonly deploy?: RunningEngine["deploy"];
  /** Waits until events go to a function that was updated, where the engine needs time for that. */
  readonly settle?: RunningEngine["settle"];
  /** Whether the stack is still there, where the engine may forget it. */
  readonly presence?: RunningEngine["presence"];
  stop(): Promise<void>;
}

/** Starts an engine and deploys the stack. What was started is stopped again where the deploy fails. */
export async function startEnvironment(
  engine: Engine,
  options: { context?: Readonly<Record<string, string>>; progress?: (text: string) => void } = {},
): Promise<Environment> {
  const running = await engine.start();
  try {
    const resources =
      running.deploy === undefined
        ? await deployPipeline(running.connection, options)
        : (await running.deploy(options)).resources;
    return { ...running, resources };
  } catch (error) {
    await running.stop();
    throw error;
  }
}
