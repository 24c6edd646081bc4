import { findApp } from "../app/find-app.ts";
import { loadSettings } from "../config/load.ts";
import { LOCALSTACK, type Settings } from "../config/settings.ts";
import { containerEngine } from "../engine/container.ts";
import { embeddedEngine } from "../engine/embedded.ts";
import type { Engine } from "../engine/engine.ts";
import { localstackEngine } from "../engine/localstack.ts";
import type { FaultRequest } from "../endpoint/http/faults/fault.ts";
import { addFault, clearFaults } from "../engine/endpoint-faults.ts";
import { startEnvironment } from "../engine/environment.ts";
import { rekognitionOptions } from "../engine/rekognition.ts";
import type { UploadOutcome } from "../engine/outcomes/upload-outcome.ts";
import { withoutUnsupported } from "../engine/without-unsupported.ts";
import { environmentVariables } from "../engine/variables.ts";
import type { Connection } from "../pipeline/connection.ts";
import type { LogLine } from "../pipeline/log-lines.ts";
import type { Picture } from "../pipeline/pictures.ts";
import type { Recognition } from "../pipeline/recognise.ts";
import type { Resources } from "../pipeline/resources.ts";
import type { Row } from "../pipeline/rows.ts";
import type { Upload } from "../pipeline/upload-picture.ts";
import { Bus } from "../trace/bus.ts";
import { type Clients, createClients, destroyClients } from "./clients.ts";
import { type Pipeline, pipelineOf } from "./pipeline.ts";

export type { Clients, Connection, FaultRequest, LogLine, Picture, Recognition, Resources, Row, Upload, UploadOutcome };

/** How an environment for tests is started. */
export interface StartOptions {
  /**
   * Where it runs: in this process (default), in a container of the project's image, or in an AWS emulator that runs
   * already. The `bus` of the other two tells nothing of steps.
   */
  readonly engine?: "embedded" | "container" | "localstack";
  /** URL of the emulator of `localstack`; default: the setting `endpoint`, else `http://127.0.0.1:4566`. */
  readonly endpoint?: string;
  /** The app: a folder, a `cdk.json` or a template; default: the setting `app`, else the nearest one upwards. */
  readonly app?: string;
  /** Leave out resources whose types the embedded engine does not have; each is told on `bus` as a notice. */
  readonly withoutUnsupported?: boolean;
  /** Context of the CDK app, for example `{ facePolicy: "all" }`. */
  readonly context?: Readonly<Record<string, string>>;
  /** `enforce` (default) refuses what the function's role does not allow. */
  readonly iam?: "enforce" | "audit";
  /** Seconds before a failed event is tried again, doubled for the second time; default 0. */
  readonly retryDelay?: number;
  /** State folder that is kept; default: a temporary one that goes with the environment. */
  readonly state?: string;
  /** Who answers Rekognition's calls; default: the settings' `rekognition`, which is `local` by default. */
  readonly rekognition?: Settings["rekognition"];
  /** Set of `replay` and `record`: a name in `fixtures/recordings`, or a path with a slash. */
  readonly recordings?: string;
  /** Rekognition endpoint that `record` and `aws` call; default: AWS, with your own credentials and at your cost. */
  readonly upstream?: string;
  /** `record`: replace answers that the upstream now gives otherwise. */
  readonly update?: boolean;
}

/** Faults in the way of the environment's AWS calls. */
export interface TestFaults {
  /**
   * Adds a fault, for example `{ service: "dynamodb", operation: "GetItem", kind: "throttling", count: 2 }`. It meets
   * the function's calls; with `caller: "any"` the test's own too. Resolves with how to take it away.
   */
  add(fault: FaultRequest): Promise<() => Promise<void>>;
  /** Takes every fault away. */
  clear(): Promise<void>;
}

/** A deployed environment of a test; its clients are configured for it. */
export interface TestEnvironment extends Pipeline {
  /** What AWS clients need to reach it. */
  readonly connection: Connection;
  /** `AWS_ENDPOINT_URL` and friends, for a child process. */
  readonly variables: Readonly<Record<string, string>>;
  /** Every event of the environment, for assertions about steps. */
  readonly bus: Bus;
  readonly faults: TestFaults;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts an environment on a free port with the stack of `infra/` deployed: `await using env = await start()`.
 * Rejects with what is in the way; nothing is left running then.
 */
export async function start(options: StartOptions = {}): Promise<TestEnvironment> {
  const bus = new Bus();
  const loaded = loadSettings({});
  const settings: Settings = {
    ...loaded,
    rekognition: options.rekognition ?? loaded.rekognition,
    recordings: options.recordings ?? loaded.recordings,
    upstream: options.upstream ?? loaded.upstream,
    update: options.update ?? loaded.update,
  };
  if (callsAws(settings) && options.rekognition === undefined) throw new Error(unasked(settings.rekognition));
  const engine = engineOf(options, settings, bus);
  const found = findApp(process.cwd(), options.app ?? settings.app);
  const tell = (message: string): void => bus.dispatch({ type: "notice", message });
  const told = found === undefined ? found : { ...found, parameters: settings.parameters, tell };
  const app =
    told !== undefined && options.withoutUnsupported === true ? { ...told, adapt: withoutUnsupported(tell) } : told;
  const environment = await startEnvironment(engine, {
    ...(app === undefined ? {} : { app }),
    ...(options.context === undefined ? {} : { context: options.context }),
  });
  const { connection, resources } = environment;
  const clients = createClients(connection);
  const stop = async (): Promise<void> => {
    destroyClients(clients);
    await environment.stop();
  };
  return {
    ...pipelineOf(clients, resources, { connection }),
    connection,
    variables: environmentVariables(environment),
    bus,
    faults: faultsOf(connection),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function engineOf(options: StartOptions, loaded: Settings, bus: Bus): Engine {
  const settings: Settings = {
    ...loaded,
    port: 0,
    iam: options.iam ?? "enforce",
    retryDelay: options.retryDelay ?? 0,
    ...(options.state === undefined ? {} : { state: options.state }),
  };
  if (options.engine === "container") {
    const only = ["state", "rekognition", "recordings", "upstream", "update"] as const;
    const other = only.find((name) => options[name] !== undefined);
    if (other !== undefined) throw new Error(`\`${other}\` is for the embedded engine: a container has none of it.`);
    return containerEngine({ settings, bus });
  }
  if (options.engine === "localstack") {
    const endpoint = options.endpoint ?? settings.endpoint ?? LOCALSTACK;
    const rekognition = rekognitionOptions(settings, {
      command: "doppelface exec",
      pictures: { from: "remote-s3", endpoint },
    });
    return localstackEngine({
      settings: { ...settings, endpoint },
      bus,
      rekognition,
      rekognitionPort: 0,
      ephemeral: true,
    });
  }
  return embeddedEngine({
    rekognition: rekognitionOptions(settings, { command: "doppelface exec", pictures: { from: "own-s3" } }),
    settings,
    ephemeral: options.state === undefined,
    fresh: false,
    bus,
  });
}

function faultsOf(at: Connection): TestFaults {
  return {
    async add(fault) {
      const { id } = await addFault(at, fault);
      return async () => void (await clearFaults(at, id));
    },
    clear: async () => void (await clearFaults(at)),
  };
}

function callsAws({ rekognition, upstream }: Settings): boolean {
  return (rekognition === "record" || rekognition === "aws") && upstream === undefined;
}

/** A setting is no agreement: tests run without anybody to ask. */
function unasked(mode: string): string {
  return (
    `The setting rekognition is '${mode}', and each test would send its pictures to AWS at your cost. ` +
    `If you mean it, say so where the environment is started: start({ rekognition: "${mode}" }).`
  );
}
