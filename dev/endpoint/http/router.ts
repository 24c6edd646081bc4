import { accessDenied } from "../errors.ts";
import type { Authorizer, Permission } from "../identity/caller.ts";
import type { Call, Dispatch, EndpointSettings, Service, ServiceName } from "../service.ts";

/** Finds services by their signing name and runs operations under the caller's policy. */
export class Router {
  readonly #services = new Map<string, Service>();
  readonly #authorizer: Authorizer;
  readonly #settings: EndpointSettings;

  constructor(authorizer: Authorizer, settings: EndpointSettings) {
    this.#authorizer = authorizer;
    this.#settings = settings;
  }

  /** Adds a service under its signing name. */
  register(service: Service): void {
    this.#services.set(service.name, service);
  }

  /** The service of a SigV4 scope, or undefined. */
  find(signingName: string): Service | undefined {
    return this.#services.get(signingName);
  }

  /** Every service, in the order in which they were registered. */
  services(): Service[] {
    return [...this.#services.values()];
  }

  /** Parses the input, checks the caller's policy, runs the operation. */
  readonly dispatch: Dispatch = async (serviceName, operationName, input, call) => {
    const operation = this.#service(serviceName).operations[operationName];
    if (operation === undefined) throw new Error(`${serviceName} has no operation ${operationName}`);
    const parsed = operation.parse(input);
    const permissions = operation.permissions(parsed, call);
    keepApart(serviceName, permissions, call);
    if (call.caller.roleArn !== undefined) this.#authorize(serviceName, permissions, call);
    return operation.run(parsed, call);
  };

  #service(name: ServiceName): Service {
    const service = this.#services.get(name);
    if (service === undefined) throw new Error(`No service ${name} is registered`);
    return service;
  }

  #authorize(service: ServiceName, permissions: readonly Permission[], call: Call): void {
    for (const permission of permissions) {
      if (this.#authorizer.allows(call.caller, permission) || this.#settings.iam === "audit") continue;
      throw accessDenied(call.caller.arn, permission.action, permission.resource, statusOf(service));
    }
  }
}

/**
 * Refuses what another account has: only a policy of the resource could allow it, and those are not evaluated. A role of
 * another account is assumed all the same, which is the way over there.
 */
function keepApart(service: ServiceName, permissions: readonly Permission[], call: Call): void {
  if (service === "sts") return;
  for (const { action, resource } of permissions) {
    const account = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(resource)?.[1];
    if (account === undefined || account === call.caller.account) continue;
    throw accessDenied(call.caller.arn, action, resource, statusOf(service), "resource-based");
  }
}

/** Rekognition and DynamoDB answer 400, the REST services 403 (facts of the services' models). */
function statusOf(service: ServiceName): number {
  return service === "s3" || service === "lambda" ? 403 : 400;
}
