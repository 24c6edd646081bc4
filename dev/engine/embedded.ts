import { isIP } from "node:net";
import { controlTokenFromEnvironment, userCache } from "../config/process-environment.ts";
import { PROJECT } from "../config/project.ts";
import { ACCOUNT, REGION, type Settings } from "../config/settings.ts";
import { startEndpoint } from "../endpoint/endpoint.ts";
import { servicesWith } from "../endpoint/services/services.ts";
import { resetState } from "../endpoint/state/reset.ts";
import { rekognitionAs } from "../rekognition/definition.ts";
import type { RekognitionOptions } from "../rekognition/modes/mode-options.ts";
import type { Bus } from "../trace/bus.ts";
import type { Engine } from "./engine.ts";

/** What starts an embedded engine besides the settings. */
export interface EmbeddedOptions {
  readonly settings: Settings;
  /** Keep the state in a temporary folder that goes with the engine. */
  readonly ephemeral: boolean;
  /** Begin with an empty state folder. */
  readonly fresh: boolean;
  readonly bus: Bus;
  /** Who answers Rekognition's calls; the local model by default. */
  readonly rekognition?: RekognitionOptions;
  /** Functions wait with the events of the last time until `live` was told. */
  readonly awaitLive?: boolean;
  /** Port of the debugger for functions. */
  readonly inspectPort?: number | undefined;
}

/** Every AWS service in this process, on one port. */
export function embeddedEngine(options: EmbeddedOptions): Engine {
  const { settings, ephemeral, fresh, bus, rekognition, awaitLive = false, inspectPort } = options;
  return {
    name: "embedded",
    async start() {
      const folder = ephemeral ? undefined : settings.state;
      if (fresh && folder !== undefined) resetState(folder);
      if (!isLoopback(settings.host)) bus.dispatch({ type: "notice", message: openToOthers(settings.host) });
      const endpoint = await startEndpoint({
        state: { folder, durability: settings.durability },
        address: settings.host,
        port: settings.port,
        settings: {
          account: ACCOUNT,
          region: REGION,
          retryDelay: settings.retryDelay,
          iam: settings.iam,
          strict: settings.strict,
          // A name to listen on is the one that the ready line and functions use.
          allowHost: [...settings.allowHost, settings.host],
          preload: settings.preload,
          awaitLive,
          inspectPort,
          project: PROJECT,
          userCache: userCache(),
        },
        bus,
        controlToken: controlTokenFromEnvironment(),
        ...(rekognition === undefined ? {} : { services: servicesWith(rekognitionAs(rekognition)) }),
      });
      return {
        bus,
        connection: {
          endpoint: endpoint.url,
          region: REGION,
          credentials: { accessKeyId: "test", secretAccessKey: "test" },
          controlToken: endpoint.controlToken,
        },
        stop: () => endpoint.stop(),
      };
    },
  };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

function openToOthers(host: string): string {
  return (
    `Listening on ${host}: whoever reaches this machine over the network can read and change everything here, and run ` +
    "code by uploading a function; the keys are known to all. Do so in a network that you trust, or leave --host away."
  );
}
