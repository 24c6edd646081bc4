import { existsSync } from "node:fs";
import { join } from "node:path";
import type { App } from "../app/app.ts";
import type { DeployedApp } from "../app/deploy-app.ts";
import { INBOX } from "../config/inbox-folder.ts";
import { IS_REPOSITORY, PROJECT } from "../config/project.ts";
import type { Settings } from "../config/settings.ts";
import type { Engine } from "../engine/engine.ts";
import { type Environment, startEnvironment } from "../engine/environment.ts";
import type { OutputSink } from "../output/output-sink.ts";
import { beginEarly } from "../watch/early-code.ts";
import { type InboxListener, watchInbox } from "../watch/inbox.ts";
import { type Watch, startWatch } from "../watch/watch.ts";
import { WatchedApp } from "../watch/watched-app.ts";

/** What runs beside an environment while somebody works on it. */
export interface Watching extends Pick<Watch, "close"> {
  /** Removes what functions ran, once none runs any more. */
  remove(): Promise<void>;
}

/** An environment whose function runs the sources, and what watches them. */
export interface WatchedEnvironment {
  readonly environment: Environment;
  readonly watch: Watching;
}

/** What a watch tells, and whom it asks. */
export interface WatchListener extends InboxListener {
  /** Whether data may be deleted; undefined where nobody can be asked. */
  readonly ask: (question: string) => Promise<boolean | undefined>;
}

/** Starts an environment, and watches the sources and the inbox. What was started is stopped where that fails. */
export async function startWatched(
  engine: Engine,
  settings: Pick<Settings, "engine" | "builds">,
  output: OutputSink,
  listener: WatchListener & { readonly app: App },
): Promise<WatchedEnvironment> {
  const { environment, watched } = await startEarly(engine, settings, output, listener.app);
  try {
    return { environment, watch: await watchSources(environment, watched, settings, listener) };
  } catch (error) {
    await environment.stop();
    throw error;
  }
}

/** Starts an environment, while the app makes its stacks and its sources are read. */
export async function startEarly(
  engine: Engine,
  settings: Pick<Settings, "engine" | "builds">,
  output: OutputSink,
  app: App,
): Promise<{ readonly environment: Environment; readonly watched: WatchedApp }> {
  const early = beginEarly(app, codeOptions(settings));
  try {
    const environment = await startEnvironment(engine, {
      app,
      made: early.made,
      progress: (text) => output.detail(text),
    });
    try {
      return { environment, watched: await WatchedApp.open(environment.deployed, codeOptions(settings), early) };
    } catch (error) {
      await environment.stop();
      throw error;
    }
  } finally {
    await early.discard();
  }
}

/** The functions of an app, with what makes their code of its sources. */
export function openWatched(deployed: DeployedApp, settings: Pick<Settings, "engine" | "builds">): Promise<WatchedApp> {
  return WatchedApp.open(deployed, codeOptions(settings));
}

function codeOptions(settings: Pick<Settings, "engine" | "builds">): { whole: boolean; folder: string | undefined } {
  return { whole: isElsewhere(settings), folder: settings.builds };
}

/**
 * Has the functions run the sources, and watches them and the inbox. What was begun is ended where that fails.
 * @param watched ends with the watch; its bundles stay until `remove`
 */
export async function watchSources(
  environment: Environment,
  watched: WatchedApp,
  settings: Pick<Settings, "engine">,
  { ask, ...listener }: WatchListener,
): Promise<Watching> {
  const watch = await startWatch({ environment, ask, watched, elsewhere: isElsewhere(settings) });
  try {
    const target = { connection: environment.connection, resources: environment.resources };
    const folder = join(PROJECT, INBOX);
    // Another project has one where `init` has made it; no folder is made in it unasked.
    const inbox = IS_REPOSITORY || existsSync(folder) ? await watchInbox(folder, target, listener) : undefined;
    return {
      async close() {
        await inbox?.close();
        await watch.close();
      },
      remove: () => watch.remove(),
    };
  } catch (error) {
    await watch.close();
    throw error;
  }
}

/** Elsewhere a function finds no packages beside the bundle. */
function isElsewhere({ engine }: Pick<Settings, "engine">): boolean {
  return engine !== "embedded";
}
