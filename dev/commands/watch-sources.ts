import { join } from "node:path";
import { PROJECT } from "../config/project.ts";
import type { Settings } from "../config/settings.ts";
import type { Engine } from "../engine/engine.ts";
import { type Environment, startEnvironment } from "../engine/environment.ts";
import type { OutputSink } from "../output/output-sink.ts";
import { type Bundler, createBundler } from "../watch/bundle.ts";
import { INBOX, type InboxListener, watchInbox } from "../watch/inbox.ts";
import { type Watch, startWatch } from "../watch/watch.ts";

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
  listener: WatchListener,
): Promise<WatchedEnvironment> {
  const { environment, bundler } = await startBundled(engine, settings, output);
  try {
    return { environment, watch: await watchSources(environment, bundler, settings, listener) };
  } catch (error) {
    await environment.stop();
    await bundler.remove();
    throw error;
  }
}

/** Starts an environment, and has the bundler read the sources meanwhile. */
export async function startBundled(
  engine: Engine,
  settings: Pick<Settings, "engine" | "builds">,
  output: OutputSink,
): Promise<{ environment: Environment; bundler: Bundler }> {
  const [bundled, started] = await Promise.allSettled([
    openBundler(settings),
    startEnvironment(engine, { progress: (text) => output.detail(text) }),
  ]);
  if (bundled.status === "fulfilled" && started.status === "fulfilled") {
    return { environment: started.value, bundler: bundled.value };
  }
  if (started.status === "fulfilled") await started.value.stop();
  if (bundled.status === "fulfilled") await discard(bundled.value);
  throw started.status === "rejected" ? started.reason : bundled.status === "rejected" ? bundled.reason : undefined;
}

/** A bundler of the project's handler. */
export function openBundler(settings: Pick<Settings, "engine" | "builds">): Promise<Bundler> {
  return createBundler({ project: PROJECT, whole: isElsewhere(settings), folder: settings.builds });
}

/**
 * Has the function run the sources, and watches them and the inbox. What was begun is ended where that fails.
 * @param bundler ends with the watch; its bundles stay until `remove`
 */
export async function watchSources(
  environment: Environment,
  bundler: Bundler,
  settings: Pick<Settings, "engine">,
  { ask, ...listener }: WatchListener,
): Promise<Watching> {
  const options = { project: PROJECT, environment, ask, bundler, elsewhere: isElsewhere(settings) };
  const watch = await startWatch(options);
  try {
    const target = { connection: environment.connection, bucket: environment.resources.bucket };
    const inbox = await watchInbox(join(PROJECT, INBOX), target, listener);
    return {
      async close() {
        await inbox.close();
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

async function discard(bundler: Bundler): Promise<void> {
  await bundler.dispose();
  await bundler.remove();
}
