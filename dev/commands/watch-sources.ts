import { join } from "node:path";
import { PROJECT } from "../config/project.ts";
import type { Settings } from "../config/settings.ts";
import type { Engine } from "../engine/engine.ts";
import { type Environment, startEnvironment } from "../engine/environment.ts";
import type { OutputSink } from "../output/output-sink.ts";
import { type Bundler, createBundler } from "../watch/bundle.ts";
import { INBOX, type InboxListener, watchInbox } from "../watch/inbox.ts";
import { type Watch, startWatch } from "../watch/watch.ts";

/** An environment whose function runs the sources, and what watches them. */
export interface WatchedEnvironment {
  readonly environment: Environment;
  readonly watch: Pick<Watch, "close" | "remove">;
}

/** Starts an environment, and watches the sources and the inbox. What was started is stopped where that fails. */
export async function startWatched(
  engine: Engine,
  settings: Pick<Settings, "engine" | "builds">,
  output: OutputSink,
  ask: (question: string) => Promise<boolean | undefined>,
  put?: InboxListener["put"],
): Promise<WatchedEnvironment> {
  // Elsewhere a function finds no packages beside the bundle.
  const elsewhere = settings.engine !== "embedded";
  const [bundled, started] = await Promise.allSettled([
    createBundler({ project: PROJECT, whole: elsewhere, folder: settings.builds }),
    startEnvironment(engine, { progress: (text) => output.detail(text) }),
  ]);
  if (bundled.status === "rejected" || started.status === "rejected") {
    if (started.status === "fulfilled") await started.value.stop();
    if (bundled.status === "fulfilled") await discard(bundled.value);
    throw started.status === "rejected" ? started.reason : bundled.status === "rejected" ? bundled.reason : undefined;
  }
  const environment = started.value;
  let watch: Watch | undefined;
  try {
    const watching = await startWatch({ project: PROJECT, environment, ask, bundler: bundled.value, elsewhere });
    watch = watching;
    const target = { connection: environment.connection, bucket: environment.resources.bucket };
    const inbox = await watchInbox(join(PROJECT, INBOX), target, {
      failed: (error) => output.error(error),
      ...(put === undefined ? {} : { put }),
    });
    const close = async (): Promise<void> => {
      await inbox.close();
      await watching.close();
    };
    return { environment, watch: { close, remove: () => watching.remove() } };
  } catch (error) {
    await watch?.close();
    await environment.stop();
    await watch?.remove();
    throw error;
  }
}

async function discard(bundler: Bundler): Promise<void> {
  await bundler.dispose();
  await bundler.remove();
}
