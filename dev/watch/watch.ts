import { existsSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { type Environment, tellDeployed } from "../engine/environment.ts";
import { NeedsRecreation, deployInfra } from "./infra-save.ts";
import { runInEmulator, runInPlace } from "./reload.ts";
import { ReloadLoop } from "./reload-loop.ts";
import type { WatchedApp } from "./watched-app.ts";
import { type Watcher, watchFiles } from "./watcher.ts";

/** What the watch works on. */
export interface WatchOptions {
  readonly environment: Pick<Environment, "connection" | "bus" | "deploy" | "settle">;
  /**
   * Asks whether data may be deleted. Resolves with undefined where nobody can be asked.
   * @param question ends with a question mark
   */
  readonly ask: (question: string) => Promise<boolean | undefined>;
  /** The functions and their sources; ends with the watch. */
  readonly watched: WatchedApp;
  /** The functions run in another emulator, which may know no hot-reload. */
  readonly elsewhere?: boolean;
}

/** A running watch. */
export interface Watch {
  /** Resolves when no save is on its way. */
  idle(): Promise<void>;
  /** Takes no more saves. The functions go on with their code. */
  close(): Promise<void>;
  /** Removes the builds, once no function runs any more. */
  remove(): Promise<void>;
}

/** Has the functions of an app run their sources, and brings each save to them. Resolves once they do. */
export async function startWatch(options: WatchOptions): Promise<Watch> {
  const { environment, watched, elsewhere = false } = options;
  const { connection, bus } = environment;
  const { project } = watched;
  const lambda = new LambdaClient(connection);
  let mayRecreate = false;
  let watcher: Watcher | undefined;
  const notice = (message: string): void => bus.dispatch({ type: "notice", message });
  const loop: ReloadLoop = new ReloadLoop(bus, {
    functions: () => watched.functions(),
    touched: (file) => watched.touched(file),
    async bundle(functionName) {
      const bundle = await watched.bundle(functionName);
      watcher?.add(watched.places());
      return bundle;
    },
    async put(bundles) {
      const run = elsewhere ? runInEmulator : runInPlace;
      await Promise.all([...bundles].map(([name, { folder }]) => run(lambda, name, folder)));
      await environment.settle?.();
    },
    async deploy() {
      const { app } = watched.deployed;
      const { deployed, changes, recoded } = await (environment.deploy === undefined
        ? deployInfra({ app, connection, notice, mayRecreate: () => mayRecreate })
        : // What another emulator does to a function whose settings change is not known.
          { ...(await environment.deploy(app)), recoded: undefined });
      tellDeployed(bus, deployed);
      const renewed = await watched.become(deployed);
      watcher?.add(watched.places());
      return { changes, recoded, renewed };
    },
    isThere: (file) => existsSync(join(project, file)),
    failed: (error, files) => {
      if (error instanceof NeedsRecreation) void offer(error, files);
    },
  });
  const offer = async ({ lost }: NeedsRecreation, files: readonly string[]): Promise<void> => {
    const answer = await options.ask(`Delete here, and recreate: ${lost.join(", ")}?`);
    if (answer === undefined) notice("`doppelface up --yes` deletes what has to be replaced, and recreates it.");
    if (answer !== true) return;
    mayRecreate = true;
    for (const file of files) loop.saved(file);
    await loop.idle();
    mayRecreate = false;
  };
  let toldOfCompiler = false;
  const saved = (file: string): void => {
    const compiled = toldOfCompiler ? undefined : watched.compiledOf(file);
    if (compiled !== undefined) {
      toldOfCompiler = true;
      notice(
        `${file} is compiled by a build of your own: what you save counts once ${compiled} is written. Let \`npx tsc -w\` ` +
          'run beside this, or name the build in cdk.json: "build": "npx tsc".',
      );
    }
    loop.saved(file);
  };
  const release = async (): Promise<void> => {
    lambda.destroy();
    await watched.dispose();
  };
  try {
    const watching = await watchFiles(
      watched.places(),
      (path) => saved(relative(project, path).split(sep).join("/")),
      (error) => notice(`Saves may go unseen from here on: ${String(error)}. Fix it, and start again.`),
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
      remove: () => watched.remove(),
    };
  } catch (error) {
    await watcher?.close();
    await release();
    await watched.remove();
    throw error;
  }
}
