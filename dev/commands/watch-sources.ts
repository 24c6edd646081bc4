import { join } from "node:path";
import { PROJECT } from "../config/project.ts";
import type { Settings } from "../config/settings.ts";
import type { Environment } from "../engine/environment.ts";
import type { OutputSink } from "../output/output-sink.ts";
import { INBOX, watchInbox } from "../watch/inbox.ts";
import { type Watch, startWatch } from "../watch/watch.ts";

/** Watches the sources and the inbox. Stops the environment where that cannot begin. */
export async function watchSources(
  environment: Environment,
  { engine, builds }: Pick<Settings, "engine" | "builds">,
  output: OutputSink,
  ask: (question: string) => Promise<boolean | undefined>,
): Promise<Pick<Watch, "close" | "remove">> {
  try {
    const watch = await startWatch({
      project: PROJECT,
      environment,
      ask,
      // Elsewhere a function finds no packages beside the bundle.
      bundles: { whole: engine !== "embedded", folder: builds },
    });
    const target = { connection: environment.connection, bucket: environment.resources.bucket };
    const inbox = await watchInbox(join(PROJECT, INBOX), target, (error) => output.error(error));
    return {
      async close() {
        await inbox.close();
        await watch.close();
      },
      remove: () => watch.remove(),
    };
  } catch (error) {
    await environment.stop();
    throw error;
  }
}
