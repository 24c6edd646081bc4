import { startEndpoint } from "../endpoint/endpoint.ts";
import type { EndpointSettings, ServiceName } from "../endpoint/service.ts";
import type { ServiceDefinition } from "../endpoint/service-definition.ts";
import { SERVICES } from "../endpoint/services/services.ts";

const SETTINGS: EndpointSettings = {
  account: "000000000000",
  region: "us-east-1",
  retryDelay: 0,
  iam: "enforce",
  strict: false,
};

/**
 * Names of the operations in each service's table that the SDK's client has, sorted; the services are made on an empty
 * state for that.
 */
export async function servedOperations(): Promise<Map<ServiceName, string[]>> {
  const operations = new Map<ServiceName, string[]>();
  const services = SERVICES.map((definition): ServiceDefinition => ({
    ...definition,
    load: async () => {
      const create = await definition.load();
      return (host) => {
        const service = create(host);
        const { unnamed = [] } = definition.gaps;
        const names = Object.keys(service.operations).filter((name) => !unnamed.includes(name));
        operations.set(definition.name, names.toSorted());
        return service;
      };
    },
  }));
  const endpoint = await startEndpoint({
    state: { folder: undefined },
    address: "127.0.0.1",
    port: 0,
    settings: SETTINGS,
    services,
  });
  await endpoint.stop();
  return operations;
}
