import type { App } from "../app/app.ts";
import type { Settings } from "../config/settings.ts";
import type { Engine } from "../engine/engine.ts";
import type { Environment } from "../engine/environment.ts";
import { Recovery, type Session } from "../engine/recovery.ts";
import type { OutputSink } from "../output/output-sink.ts";
import type { WatchedApp } from "../watch/watched-app.ts";
import { showPictures } from "./show-pictures.ts";
import {
  type WatchListener,
  type WatchedEnvironment,
  type Watching,
  openWatched,
  startEarly,
  watchSources,
} from "./watch-sources.ts";

/** What a watched emulator is started with. */
export interface EmulatorWatch extends Pick<WatchListener, "ask"> {
  readonly app: App;
  readonly settings: Pick<Settings, "engine" | "builds">;
  readonly output: OutputSink;
  /** Told whether a picture can be uploaded. */
  readonly ready: (isReady: boolean) => Promise<void>;
}

/**
 * Starts an environment on an emulator, watches the sources and the inbox, and shows its pictures; all of that again
 * each time that the emulator has ended, or has forgotten the stack. What was started is stopped where that fails.
 */
export async function startOnEmulator(engine: Engine, options: EmulatorWatch): Promise<WatchedEnvironment> {
  const { app, settings, output, ready, ask } = options;
  const { environment, watched } = await startEarly(engine, settings, output, app);
  let { deployed } = environment;
  let last: Watching | undefined;
  let recovery: Recovery | undefined;
  const failed = (error: unknown): void => {
    void (async () => {
      // What fails since the emulator has gone is told by that alone.
      if ((await recovery?.stands()) !== false) output.error(error);
    })();
  };
  const begin = async (current: Environment, made: WatchedApp): Promise<Session> => {
    const pictures = await showPictures(current, output, failed);
    try {
      const watching = await watchSources(current, made, settings, { ask, failed, put: pictures.put });
      // Its functions have ended, or run the new bundle by now.
      await last?.remove();
      last = watching;
      return {
        async close() {
          pictures.stop();
          await watching.close();
        },
      };
    } catch (error) {
      pictures.stop();
      await made.remove();
      throw error;
    }
  };
  let session: Session;
  try {
    session = await begin(environment, watched);
  } catch (error) {
    await environment.stop();
    throw error;
  }
  const { deploy, presence, bus } = environment;
  if (deploy === undefined || presence === undefined) throw new Error(`The engine ${engine.name} is no emulator.`);
  await ready(true);
  recovery = new Recovery(session, {
    where: presence.where,
    isUp: presence.isUp,
    look: () => presence.look(deployed),
    async open() {
      const again = await deploy(environment.deployed.app);
      deployed = again.deployed;
      return begin({ ...environment, ...again }, await openWatched(deployed, settings));
    },
    ready,
    notice: (message) => bus.dispatch({ type: "notice", message }),
    failed: (error) => output.error(error),
  });
  const running = recovery;
  return { environment, watch: { close: () => running.close(), remove: async () => last?.remove() } };
}
