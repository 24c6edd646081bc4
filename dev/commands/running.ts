import { START } from "../config/start-command.ts";
import {
  controlTokenFromEnvironment,
  endpointFromEnvironment,
  rekognitionEndpointFromEnvironment,
} from "../config/process-environment.ts";
import { REGION } from "../config/settings.ts";
import type { ControlAddress } from "../engine/control-client.ts";
import { lockHolder } from "../endpoint/state/lock.ts";
import type { Connection } from "../pipeline/connection.ts";
import { findResources } from "../pipeline/find-resources.ts";
import type { ResourceChoice, Resources } from "../pipeline/resources.ts";
import type { CommandOptions, OptionValues } from "../config/command-line.ts";
import type { CommandContext } from "./command.ts";

/** Which state folder. */
export const STATE_OPTION: CommandOptions = {
  state: { type: "string", value: "DIR", description: "State folder; default: .doppelface" },
};

/** Options of the commands that speak to an environment that is running. */
export const ENDPOINT_OPTION: CommandOptions = {
  endpoint: {
    type: "string",
    value: "URL",
    description: "The environment's endpoint; default: AWS_ENDPOINT_URL, or the one of the state folder",
  },
  state: { type: "string", value: "DIR", description: "State folder of the environment; default: .doppelface" },
};

const NAMES = {
  bucket: { type: "string", value: "NAME", description: "Which bucket, where the app has several for pictures" },
  table: { type: "string", value: "NAME", description: "Which table, where the app has several" },
  collection: { type: "string", value: "ID", description: "Which collection, where there are several" },
  function: { type: "string", value: "NAME", description: "Which function, where the app has several" },
  queue: { type: "string", value: "NAME", description: "Which queue, where the app has several" },
} as const satisfies CommandOptions;

/** Options that name which of several resources is meant. */
export function namingOptions(...kinds: readonly (keyof typeof NAMES)[]): CommandOptions {
  return Object.fromEntries(kinds.map((kind) => [kind, NAMES[kind]]));
}

/** What such options say. */
function choiceOf(values: OptionValues): ResourceChoice {
  const named = Object.keys(NAMES).flatMap((kind) => (typeof values[kind] === "string" ? [[kind, values[kind]]] : []));
  return Object.fromEntries(named) as ResourceChoice;
}

/** Finds the environment that a command is about, and the names in its stacks. Throws where none runs. */
export async function runningEnvironment({
  values,
  settings,
}: Pick<CommandContext, "values" | "settings">): Promise<{ connection: Connection; resources: Resources }> {
  const connection = runningConnection({ values, settings });
  return { connection, resources: (await findResources(connection)).choose(choiceOf(values)) };
}

/** How the environment that a command is about is reached. Throws where none runs. */
export function runningConnection({ values, settings }: Pick<CommandContext, "values" | "settings">): Connection {
  const endpoint = endpointIfRunning({ values, settings });
  if (endpoint === undefined) {
    throw new Error(
      `No environment runs on ${settings.state}. Start it with \`${START}\`, or name its endpoint with --endpoint URL.`,
    );
  }
  const { controlToken } = controlIfRunning({ values, settings }) ?? {};
  const rekognitionEndpoint = settings.rekognitionEndpoint ?? rekognitionEndpointFromEnvironment();
  return {
    endpoint,
    region: REGION,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    ...(controlToken === undefined ? {} : { controlToken }),
    ...(rekognitionEndpoint === undefined ? {} : { rekognitionEndpoint }),
  };
}

/** The endpoint that was named, or that of the state folder; undefined where no environment runs on it. */
export function endpointIfRunning({
  values,
  settings,
}: Pick<CommandContext, "values" | "settings">): string | undefined {
  const named = values["endpoint"];
  return typeof named === "string" ? named : (endpointFromEnvironment() ?? lockHolder(settings.state)?.endpoint);
}

/** Its control routes, with their token where the state folder is that endpoint's; undefined where no environment runs. */
export function controlIfRunning(context: Pick<CommandContext, "values" | "settings">): ControlAddress | undefined {
  const endpoint = endpointIfRunning(context);
  if (endpoint === undefined) return undefined;
  const holder = lockHolder(context.settings.state);
  const isIts = holder?.endpoint !== undefined && new URL(holder.endpoint).port === new URL(endpoint).port;
  return { endpoint, controlToken: controlTokenFromEnvironment() ?? (isIts ? holder.token : undefined) };
}
