import { START } from "../config/start-command.ts";
import * as v from "valibot";
import { controlTokenFromEnvironment } from "../config/process-environment.ts";

/** The endpoint is another engine's: it has no namespace of ours. */
export class NotOurEndpoint extends Error {
  constructor(endpoint: string, what: string) {
    super(`${what} at ${endpoint}: it is no endpoint of the embedded engine. Start one with \`${START}\`.`);
    this.name = "NotOurEndpoint";
  }
}

/** Where an endpoint is, and with what it lets its control routes change something. */
export interface ControlAddress {
  readonly endpoint: string;
  /** That of the environment of this process by default. */
  readonly controlToken?: string | undefined;
}

/** A request to the endpoint's own namespace. */
export interface ControlCall {
  readonly method?: "GET" | "POST" | "DELETE";
  /** After `/_doppelface`, for example `/traces`. */
  readonly path: string;
  readonly body?: unknown;
  /** In place of a body in JSON. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
  /** What cannot be had from another engine, for example `Steps cannot be seen`. */
  readonly otherwise: string;
}

const Refusal = v.object({ error: v.string() });

/**
 * Asks an embedded endpoint something that is not AWS's, and parses the answer. Throws NotOurEndpoint for other
 * engines.
 */
export async function askEndpoint<Schema extends v.GenericSchema>(
  { endpoint, controlToken = controlTokenFromEnvironment() }: ControlAddress,
  { method = "GET", path, body, bytes, otherwise }: ControlCall,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const answer = await fetch(new URL(`/_doppelface${path}`, endpoint), {
    method,
    headers: controlToken === undefined ? {} : { "x-doppelface-token": controlToken },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(bytes === undefined ? {} : { body: bytes }),
  });
  const text = await answer.text();
  if (!answer.headers.has("x-doppelface")) throw new NotOurEndpoint(endpoint, otherwise);
  const value: unknown = JSON.parse(text);
  if (!answer.ok) throw new Error(v.parse(Refusal, value).error);
  return v.parse(schema, value);
}
