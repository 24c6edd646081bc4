import { existsSync } from "node:fs";
import { join } from "node:path";
import { LambdaClient } from "@aws-sdk/client-lambda";
import type { Environment } from "../engine/environment.ts";
import type { Bundler } from "./bundle.ts";
import { NeedsRecreation, deployInfra } from "./infra-save.ts";
import { runInEmulator, runInPlace } from "./reload.ts";
import { ReloadLoop } from "./reload-loop.ts";
import { type Watcher, watchFiles } from "./watcher.ts";

/** Where sources are, and what npm writes when packages change. */
const PLACES = ["handler", "infra", "package-lock.json", "node_modules/.package-lock.json"];

/** What the watch works on. */
export interface WatchOptions {
  /** Absolute. */
  readonly project: string;
  readonly environment: Pick<Environment, "connection" | "bus" | "resources" | "deploy" | "settle">;
  /**
   * Asks whether data may be deleted. Resolves with undefined where nobody can be asked.
   * @param question ends with a question mark
   */
  readonly ask: (question: string) => Promise<boolean | undefined>;
  /** Ends with the watch. */
  readonly bundler: Bundler;
  /** The function runs in another emulator, which may know no hot-reload. */
  readonly elsewhere?: boolean;
}

/** A running watch. */
export interface Watch {
  /** Resolves when no save is on its way. */
  idle(): Promise<void>;
  /** Takes no more saves. The function goes on with its code. */
  close(): Promise<void>;
  /** Removes the builds, once no function runs any more. */
  remove(): Promise<void>;
}

/** Has the function run the sources, and brings each save of `handler/` and `infra/` to it. Resolves once it does. */
export async function startWatch(options: WatchOptions): Promise<Watch> {
  const { project, environment, bundler, elsewhere = false } = options;
  const { connection, bus, resources } = environment;
  const { functionName } = resources;
  const lambda = new LambdaClient(connection);
  let mayRecreate = false;
  const notice = (message: string): void => bus.dispatch({ type: "notice", message });
  const loop: ReloadLoop = new ReloadLoop(bus, functionName, {
    bundle: () => bundler.bundle(),
    put: async ({ folder }) => {
      await (elsewhere ? runInEmulator : runInPlace)(lambda, functionName, folder);
      await environment.settle?.();
    },
    deploy: async () => {
      if (environment.deploy === undefined) {
        return deployInfra({ project, connection, notice, mayRecreate: () => mayRecreate });
      }
      return (await environment.deploy({ project })).changes;
    },
    isThere: (file) => existsSync(join(project, file)),
    failed: (error, files) => {
      if (error instanceof NeedsRecreation) void offer(error, files);
    },
  });
  const offer = async ({ lost }: NeedsRecreation, files: readonly string[]): Promise<void> => {
    const answer = await options.ask(`Delete here, and make anew: ${lost.join(", ")}?`);
    if (answer === undefined) notice("`doppelface up --yes` deletes what has to be replaced, and makes it anew.");
    if (answer !== true) return;
    mayRecreate = true;
    for (const file of files) loop.saved(file);
    await loop.idle();
    mayRecreate = false;
  };
  const release = async (): Promise<void> => {
    lambda.destroy();
    await bundler.dispose();
  };
  let watcher: Watcher | undefined;
  try {
    const watching = await watchFiles(
      project,
      PLACES,
      (file) => loop.saved(file),
      (error) => notice(`Saves may go unseen from here on: ${String(error)}. Mend it, and start again.`),
    );
    watcher = watching;
    await loop.begin();
    return {
      idle: () => loop.idle(),
      async close() {
        await watching.close();
        await loop.idle();
        await release();
      },
      remove: () => bundler.remove(),
    };
  } catch (error) {
    await watcher?.close();
    await release();
    await bundler.remove();
    throw error;
  }
}
