import type { App } from "../app/app.ts";
import type { DeployedApp } from "../app/deploy-app.ts";
import type { DeployOptions } from "../app/with-app.ts";
import type { Connection } from "../pipeline/connection.ts";
import type { Resources } from "../pipeline/resources.ts";
import type { Bus } from "../trace/bus.ts";
import type { RecoverySteps } from "./recovery.ts";

/** Where AWS endpoints are and how they come up. Everything above speaks to the endpoints and to nothing else. */
export interface Engine {
  readonly name: string;
  /** Brings the endpoints up. Rejects with what is in the way. */
  start(): Promise<RunningEngine>;
}

/** What a deploy came to. */
export interface Deployed {
  readonly resources: Resources;
  readonly deployed: DeployedApp;
  /** In words, for example `Function (Timeout)`; empty where nothing was to be done. */
  readonly changes: readonly string[];
}

/** What a recovery asks of an engine. */
export interface Presence extends Pick<RecoverySteps, "where" | "isUp"> {
  /** Looks for the stacks of an app by their functions. */
  readonly look: (deployed: DeployedApp) => ReturnType<RecoverySteps["look"]>;
}

/** Endpoints that are up. */
export interface RunningEngine {
  readonly connection: Connection;
  /** What can be seen of the steps of an upload on this engine. */
  readonly bus: Bus;
  /** Deploys an app where CloudFormation alone does not do. */
  readonly deploy?: (app: App, options?: DeployOptions) => Promise<Deployed>;
  /** Waits, after the function was updated, until events go to the new code and to nothing else. */
  readonly settle?: () => Promise<void>;
  /** Whether what was deployed is still there, on an engine that may end by itself and forget it. */
  readonly presence?: Presence;
  /** Ends everything that `start` began; what is stored stays. */
  stop(): Promise<void>;
}
