import { isIP } from "node:net";
import { ServiceError } from "../../errors.ts";
import type { RequestStep } from "./step.ts";

/** Every machine resolves these to itself; `localhost.localstack.cloud` is LocalStack's name for 127.0.0.1. */
const LOCAL_NAMES = ["localhost", "localhost.localstack.cloud"];

/**
 * Refuses a `Host` that is no name of this endpoint: the keys are known to everyone (`test`), so a page that is open in
 * a browser on this machine could sign requests under a name of its own that it lets resolve to 127.0.0.1 (DNS
 * rebinding). Throws `HostNotAllowed` (403).
 * @param allowHost names besides the local ones, for example that of a container
 */
export function host(allowHost: readonly string[]): RequestStep {
  const allowed = new Set(allowHost.map((name) => name.toLowerCase()));
  return ({ target }) => {
    const name = nameOf(target.headers.host ?? "");
    if (isIP(name) !== 0 || isLocal(name) || allowed.has(name)) return;
    throw new ServiceError(
      "HostNotAllowed",
      `The Host header names '${name}', which is not a name of this endpoint, so that a web page cannot reach it under a name of its own. ` +
        `Use its address or localhost, or start with --allow-host ${name === "" ? "NAME" : name}.`,
      { status: 403 },
    );
  };
}

function isLocal(name: string): boolean {
  return LOCAL_NAMES.some((local) => name === local || name.endsWith(`.${local}`));
}

/** Without port, brackets and the dot that may end a name. */
function nameOf(header: string): string {
  return header
    .toLowerCase()
    .replace(/:\d*$/, "")
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");
}
