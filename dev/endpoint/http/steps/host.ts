import type { Guard } from "../guard.ts";
import type { RequestStep } from "./step.ts";

/** Refuses a `Host` that is no name of this endpoint. Throws `HostNotAllowed` (403). */
export function host(guard: Guard): RequestStep {
  return ({ target }) => guard.checkHost(target.headers);
}
