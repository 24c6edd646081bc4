import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";
import { ServiceError } from "../errors.ts";

/** What of a request tells who sent it. A program may say what it likes; a browser says where its page is from. */
export type Sender = Pick<IncomingHttpHeaders, "host" | "origin" | "sec-fetch-site">;

/** Every machine resolves these to itself; `localhost.localstack.cloud` is LocalStack's name for 127.0.0.1. */
const LOCAL_NAMES = ["localhost", "localhost.localstack.cloud"];

/**
 * Keeps pages of other sites out of what listens on this machine, which a browser reaches as its user does. Every
 * listener of the project has one. What is open in a browser can come under a name of its own that it lets resolve to
 * 127.0.0.1 (DNS rebinding), so that the `Host` has to be one of ours; or from its own origin, of which the browser
 * tells by `Origin`, or where it leaves that out by `Sec-Fetch-Site`.
 */
export class Guard {
  readonly #allowed: ReadonlySet<string>;

  /** @param allowHost names besides addresses and the local ones, for example that of a container */
  constructor(allowHost: readonly string[] = []) {
    this.#allowed = new Set(allowHost.map((name) => name.toLowerCase()));
  }

  /** Refuses a `Host` that is no name of this endpoint. Throws `HostNotAllowed` (403), which says what to do. */
  checkHost({ host }: Sender): void {
    const name = nameOf(host ?? "");
    if (this.#isOwn(name) || LOCAL_NAMES.some((local) => name.endsWith(`.${local}`))) return;
    throw new ServiceError(
      "HostNotAllowed",
      `The Host header names '${name}', which is not a name of this endpoint, so that a web page cannot reach it under a name of its own. ` +
        `Use its address or localhost, or start with --allow-host ${name === "" ? "NAME" : name}.`,
      { status: 403 },
    );
  }

  /** Whether a `Host` names the endpoint itself, and neither something below it, such as a bucket, nor somebody else. */
  namesItself({ host }: Sender): boolean {
    return this.#isOwn(nameOf(host ?? ""));
  }

  /** Refuses both foreign names and pages of other sites. Throws ServiceError (403). */
  checkAll(sender: Sender): void {
    this.checkHost(sender);
    checkPage(sender);
  }

  #isOwn(name: string): boolean {
    return isIP(name) !== 0 || LOCAL_NAMES.includes(name) || this.#allowed.has(name);
  }
}

/** Refuses what a page of another site sent. Throws `OriginNotAllowed` (403). */
export function checkPage(sender: Sender): void {
  if (!isOfOtherSite(sender)) return;
  throw new ServiceError(
    "OriginNotAllowed",
    `A web page of ${sender.origin ?? "another site"} sent this request. Pages may read objects with presigned URLs, and change ` +
      "objects where a CORS rule of the bucket allows it; send it from a program, or through the page's own server.",
    { status: 403 },
  );
}

/** Whether a request says that a page of another origin than the endpoint's sent it. */
export function isOfOtherSite({ origin, host, "sec-fetch-site": site }: Sender): boolean {
  // A browser tells the origin of every POST, PUT and DELETE; of a GET for an image it tells `Sec-Fetch-Site` alone.
  if (origin === undefined) return site === "cross-site" || site === "same-site";
  return origin !== `http://${host ?? ""}`;
}

/** Without port, brackets and the dot that may end a name. */
function nameOf(header: string): string {
  return header
    .toLowerCase()
    .replace(/:\d*$/, "")
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");
}
