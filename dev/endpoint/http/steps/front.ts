import type { Authenticator } from "../authenticate.ts";
import { readSignature } from "../protocol/read-signature.ts";
import type { Router } from "../router.ts";
import type { RequestStep } from "./step.ts";

/** Hands a request to the service that answers what is at its address in no form of AWS's API. */
export function front(router: Router, authenticator: Authenticator): RequestStep {
  return ({ message, target, requestId }) => {
    for (const service of router.services()) {
      const answer = service.front?.(target);
      if (answer === undefined) continue;
      const authenticate = async () => {
        const found = readSignature(target, "v4");
        return found === undefined ? undefined : authenticator.authenticate(target, found, message);
      };
      const sourceIp = (message.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
      return answer({ ...target, requestId, sourceIp, body: message, authenticate });
    }
    return undefined;
  };
}
