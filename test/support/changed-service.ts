import type { ServiceDefinition } from "../../dev/endpoint/service-definition.ts";
import type { Host, Service } from "../../dev/endpoint/service.ts";

/** A service some of whose members are others. @param members gets the service as it is without them */
export function changed(
  definition: ServiceDefinition,
  members: (service: Service, host: Host) => Partial<Service>,
): ServiceDefinition {
  return {
    ...definition,
    load: async () => {
      const create = await definition.load();
      return (host) => {
        const service = create(host);
        return { ...service, ...members(service, host) };
      };
    },
  };
}
