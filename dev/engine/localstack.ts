import { setTimeout as sleep } from "node:timers/promises";
import { ACCOUNT, LOCALSTACK, REGION, type Settings } from "../config/settings.ts";
import { startEndpoint } from "../endpoint/endpoint.ts";
import { keepErrorBodies } from "../pipeline/answered-error.ts";
import type { Connection } from "../pipeline/connection.ts";
import { rekognitionAs } from "../rekognition/definition.ts";
import type { RekognitionOptions } from "../rekognition/modes/mode-options.ts";
import type { Bus } from "../trace/bus.ts";
import { deployToEmulator } from "./emulator/deploy.ts";
import { EmulatorPresence } from "./emulator/emulator-presence.ts";
import { type FoundEmulator, findEmulator } from "./emulator/find-emulator.ts";
import { probeFunction } from "./emulator/probe-function.ts";
import type { Engine } from "./engine.ts";

/** What starts the engine besides the settings. */
export interface LocalstackOptions {
  readonly settings: Settings;
  readonly bus: Bus;
  /** Who answers Rekognition's calls, where no `rekognitionEndpoint` is set. */
  readonly rekognition: RekognitionOptions;
  /** Port of the Rekognition that is started then; 0 takes any free one. */
  readonly rekognitionPort: number;
  /** Keep Rekognition's state in a temporary folder that goes with the engine. */
  readonly ephemeral: boolean;
}

/** LocalStack, or any AWS emulator at a URL, for the AWS services, and our Rekognition beside it. */
export function localstackEngine(options: LocalstackOptions): Engine {
  const { settings, bus } = options;
  const notice = (message: string): void => bus.dispatch({ type: "notice", message });
  const told = new Set<string>();
  /** At the first deploy: the next ones do the same again. */
  const done = (message: string): void => {
    if (!told.has(message)) notice(message);
    told.add(message);
  };
  return {
    name: "localstack",
    async start() {
      const emulator: Connection = {
        endpoint: settings.endpoint ?? LOCALSTACK,
        region: REGION,
        credentials: { accessKeyId: "test", secretAccessKey: "test" },
        forcePathStyle: true,
        extensions: [keepErrorBodies],
      };
      const found = await findEmulator(emulator, { waitMs: settings.wait * 1000, notice });
      const rekognition = await rekognitionBeside(options);
      const connection = { ...emulator, rekognitionEndpoint: rekognition.url };
      const functionRekognition = settings.functionRekognition ?? rekognition.url;
      const unreachable = outOfReach(found, functionRekognition);
      if (unreachable !== undefined) notice(unreachable);
      const target = { connection, functionRekognition, done, notice };
      let deploying = 0;
      return {
        bus,
        connection,
        presence: new EmulatorPresence(
          `${found.name} at ${settings.hostEndpoint ?? connection.endpoint}`,
          target,
          () => deploying > 0,
        ),
        ...(found.isLocalstack ? { settle } : {}),
        async deploy(app, deployOptions) {
          deploying++;
          try {
            const outcome = await deployToEmulator(target, app, deployOptions);
            // Others' functions may do what they please with an event of no records.
            const [own] = app.command === undefined ? [] : outcome.deployed.functions;
            const problem = own === undefined ? undefined : await probeFunction(connection, own.name);
            if (problem !== undefined) notice(problem);
            if (found.isLocalstack) await settle();
            return outcome;
          } finally {
            deploying--;
          }
        },
        stop: () => rekognition.stop(),
      };
    },
  };
}

/**
 * In LocalStack 4.14.0 what asks for a function's events goes on for up to 2 s after an update; what it then gets, it
 * drops, and the event comes again a minute after the function's timeout (services/lambda_/invocation/event_manager.py).
 */
function settle(): Promise<void> {
  return sleep(POLL_MS);
}

/** Its `WaitTimeSeconds`, and some. */
const POLL_MS = 2_200;

/** The Rekognition that was named, or one in this process. */
async function rekognitionBeside(options: LocalstackOptions): Promise<{ url: string; stop(): Promise<void> }> {
  const { settings, bus } = options;
  if (settings.rekognitionEndpoint !== undefined) {
    return { url: settings.rekognitionEndpoint, stop: () => Promise.resolve() };
  }
  const { durability, iam, strict, allowHost, retryDelay } = settings;
  return startEndpoint({
    services: [rekognitionAs(options.rekognition)],
    state: { folder: options.ephemeral ? undefined : `${settings.state}-rekognition`, durability },
    address: settings.host,
    port: options.rekognitionPort,
    settings: { account: ACCOUNT, region: REGION, retryDelay, iam, strict, foreignKeys: true, allowHost },
    bus,
  });
}

/** LocalStack's functions run in containers, where 127.0.0.1 is the container itself. */
function outOfReach({ name, isLocalstack }: FoundEmulator, url: string): string | undefined {
  const { hostname } = new URL(url);
  if (!isLocalstack || !/^(127\..*|localhost|\[::1\])$/.test(hostname)) return undefined;
  return (
    `Functions of ${name} run in containers, and ${url} is this machine alone: they cannot reach Rekognition. ` +
    "Start with --host 0.0.0.0 --allow-host host.docker.internal and " +
    "DOPPELFACE_FUNCTION_REKOGNITION=http://host.docker.internal:4577, or use docker compose up."
  );
}
