import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";
import { ServiceError } from "../errors.ts";
import type { ServiceName } from "../service.ts";

/** What tells where a request comes from, and what it may change. */
export interface GuardedRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly service: ServiceName;
}

/** Every machine resolves these to itself; `localhost.localstack.cloud` is LocalStack's name for 127.0.0.1. */
const LOCAL_NAMES = ["localhost", "localhost.localstack.cloud"];
/** The services whose methods say what they do; the others change things by a POST and, the query protocol, by a GET. */
const REST: ReadonlySet<ServiceName> = new Set(["s3", "lambda"]);
const READING: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Keeps web pages out. The keys are known to everyone (`test`), so a page that is open in a browser on this machine
 * could sign requests: under a name of its own that it lets resolve to 127.0.0.1 (DNS rebinding), or from its own
 * origin.
 */
export class RequestGuard {
  readonly #names: ReadonlySet<string>;

  /** @param allowHost names besides the local ones, for example that of a container */
  constructor(allowHost: readonly string[]) {
    this.#names = new Set(allowHost.map((name) => name.toLowerCase()));
  }

  /** Refuses foreign names. Throws ServiceError (403) that says what to do. */
  checkHost({ host }: IncomingHttpHeaders): void {
    const name = nameOf(host ?? "");
    if (isIP(name) !== 0 || isLocal(name) || this.#names.has(name)) return;
    throw refused(
      "HostNotAllowed",
      `The Host header names '${name}', which is not a name of this endpoint, so that a web page cannot reach it under a name of its own. ` +
        `Use its address or localhost, or start with --allow-host ${name === "" ? "NAME" : name}.`,
    );
  }
}

/** Refuses changes by a page of another origin. Throws ServiceError (403) that says what to do. */
export function checkOrigin(request: GuardedRequest): void {
  if (!changesSomething(request)) return;
  const { headers } = request;
  const { origin } = headers;
  const site = headers["sec-fetch-site"];
  // A browser tells the origin of every POST, PUT and DELETE; of a GET for an image it tells `Sec-Fetch-Site` alone.
  const foreign = origin === undefined ? site === "cross-site" || site === "same-site" : isForeign(headers);
  if (!foreign) return;
  throw refused(
    "OriginNotAllowed",
    `A web page of ${origin ?? "another site"} sent this request. Pages may read objects with presigned URLs, and change ` +
      "objects where a CORS rule of the bucket allows it; send it from a program, or through the page's own server.",
  );
}

/** Whether a request says that a page of another origin than the endpoint's sent it. */
export function isForeign({ origin, host }: IncomingHttpHeaders): boolean {
  return origin !== undefined && origin !== `http://${host ?? ""}`;
}

function changesSomething({ method, service }: GuardedRequest): boolean {
  return !REST.has(service) || !READING.has(method);
}

function isLocal(name: string): boolean {
  return LOCAL_NAMES.some((local) => name === local || name.endsWith(`.${local}`));
}

/** Without port, brackets and the dot that may end a name. */
function nameOf(host: string): string {
  return host
    .toLowerCase()
    .replace(/:\d*$/, "")
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");
}

function refused(code: string, message: string): ServiceError {
  return new ServiceError(code, message, { status: 403 });
}
