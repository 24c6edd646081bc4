import { type Endpoint, type EndpointOptions, startEndpoint } from "../../dev/endpoint/endpoint.ts";
import type { ControlAddress } from "../../dev/engine/control-client.ts";
import type { EndpointSettings } from "../../dev/endpoint/service.ts";

const SETTINGS: EndpointSettings = {
  account: "000000000000",
  region: "us-east-1",
  retryDelay: 0,
  iam: "enforce",
  strict: false,
};

/** An ephemeral endpoint on a free port, with the settings that every AWS client needs to reach it. */
export async function startTestEndpoint(
  options: {
    settings?: Partial<EndpointSettings>;
    state?: EndpointOptions["state"];
    services?: EndpointOptions["services"];
    bus?: EndpointOptions["bus"];
  } = {},
): Promise<Endpoint & { client: ClientConfig; control: ControlAddress; [Symbol.asyncDispose](): Promise<void> }> {
  const endpoint = await startEndpoint({
    state: options.state ?? { folder: undefined },
    address: "127.0.0.1",
    port: 0,
    settings: { ...SETTINGS, ...options.settings },
    ...(options.services === undefined ? {} : { services: options.services }),
    ...(options.bus === undefined ? {} : { bus: options.bus }),
  });
  return {
    ...endpoint,
    client: clientConfig(endpoint.url),
    control: { endpoint: endpoint.url, controlToken: endpoint.controlToken },
    [Symbol.asyncDispose]: () => endpoint.stop(),
  };
}

/** What the constructor of an AWS client takes. */
export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

/** Configuration of an AWS client for an endpoint: test keys, no retries. */
export function clientConfig(endpoint: string, accessKeyId = "test"): ClientConfig {
  return {
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId, secretAccessKey: "test" },
    maxAttempts: 1,
  };
}
