import type { ServiceDefinition } from "../service-definition.ts";
import type { Service } from "../service.ts";

/** A service that is served, and what is known of it. */
export interface ServedService {
  readonly definition: ServiceDefinition;
  readonly service: Service;
}
