import type { Settings } from "../config/settings.ts";
import { startConsoleServer } from "../console/console-server.ts";
import type { Environment } from "../engine/environment.ts";

/** The console of an environment. */
export interface ServedConsole {
  /** Where it is opened; undefined where its port was taken. */
  readonly url: string | undefined;
  stop(): Promise<void>;
}

/** The console of an environment: the embedded endpoint's own, or one on a port of its own beside another emulator. */
export async function consoleBeside(
  { connection, bus }: Pick<Environment, "connection" | "bus">,
  settings: Pick<Settings, "engine" | "host" | "allowHost" | "consolePort">,
): Promise<ServedConsole> {
  if (settings.engine === "embedded") return { url: consoleUrl(connection.endpoint), stop: () => Promise.resolve() };
  try {
    const server = await startConsoleServer({
      engine: `the emulator at ${connection.endpoint}`,
      connection: () => connection,
      bus,
      address: settings.host,
      port: settings.consolePort,
      allowHost: settings.allowHost,
    });
    return { url: consoleUrl(server.url), stop: () => server.stop() };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    bus.dispatch({
      type: "notice",
      message: `The console is not served: ${reason}. Give it another port by DOPPELFACE_CONSOLE_PORT.`,
    });
    return { url: undefined, stop: () => Promise.resolve() };
  }
}

/** The console's page at an endpoint. */
export function consoleUrl(endpoint: string): string {
  return new URL("/_doppelface/", endpoint).href;
}
