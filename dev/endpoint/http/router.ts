import type { Protocol, ServiceDefinition } from "../service-definition.ts";
import type { Service } from "../service.ts";
import type { RequestTarget } from "./request-target.ts";
import type { ServedService } from "./served-service.ts";

/** The services that are served, by their signing name. */
export class Router {
  readonly #served = new Map<string, ServedService>();

  /** Adds a service under its signing name. */
  register(definition: ServiceDefinition, service: Service): void {
    this.#served.set(definition.name, { definition, service });
  }

  /** The service of a SigV4 scope, or undefined. */
  find(signingName: string): ServedService | undefined {
    return this.#served.get(signingName);
  }

  /** Signing names of the services, in the order in which they were registered. */
  names(): string[] {
    return [...this.#served.keys()];
  }

  /** Every service, in the order in which they were registered. */
  services(): Service[] {
    return [...this.#served.values()].map(({ service }) => service);
  }

  /**
   * The service that a request names in its scope. Without a scope of a service that is served it is one whose form
   * the sender may read an error in: one of awsJson or of the query protocol where the request looks so, one of REST and
   * JSON for any other scope. S3 alone is called without a signature.
   */
  of({ headers, query }: RequestTarget): ServedService {
    const credential = headers.authorization ?? query.get("X-Amz-Credential") ?? "";
    const name = /\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/.exec(credential)?.[1];
    const named = name === undefined ? undefined : this.#served.get(name);
    const found = named ?? this.#speaking(formOf(headers, name));
    if (found === undefined) throw new Error("The endpoint has no service to answer errors with");
    return found;
  }

  /** The first that speaks a protocol, or else the first of all. */
  #speaking(protocol: Protocol): ServedService | undefined {
    const all = [...this.#served.values()];
    return all.find(({ definition }) => definition.protocols.includes(protocol)) ?? all[0];
  }
}

/** The services of REST and XML besides S3, whose errors have the form of the query protocol's. */
const REST_XML = new Set(["cloudfront", "route53"]);

function formOf(headers: RequestTarget["headers"], scope: string | undefined): Protocol {
  if (headers["x-amz-target"] !== undefined) return "awsJson1_0";
  const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  if (isForm || (scope !== undefined && REST_XML.has(scope))) return "awsQuery";
  return scope === undefined ? "restXml" : "restJson1";
}
