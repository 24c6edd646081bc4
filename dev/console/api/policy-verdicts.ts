import * as v from "valibot";
import { ControlError, jsonAnswer } from "../../endpoint/http/control.ts";
import type { HttpResponse } from "../../endpoint/service.ts";
import type { Verdict } from "../wire/verdict.ts";
import type { ConsoleParts } from "./parts.ts";

const Asked = v.object({
  role: v.string(),
  needed: v.pipe(
    v.string(),
    v.parseJson(),
    v.pipe(v.array(v.object({ action: v.string(), resource: v.string() })), v.maxLength(200)),
  ),
});

/** `?role=<ARN>&needed=<JSON>`: what the policies of a role say of some actions, now. */
export function policyVerdicts({ steps, engine }: ConsoleParts, query: URLSearchParams): HttpResponse {
  if (steps === undefined) {
    throw new ControlError(409, `Policies are evaluated by ${engine} itself, which does not say how.`);
  }
  const asked = v.safeParse(Asked, Object.fromEntries(query));
  if (!asked.success) throw new ControlError(400, "Expected ?role=<ARN>&needed=[{action, resource}].");
  const { role, needed } = asked.output;
  const verdicts: Verdict[] = needed.map((permission) => ({ ...permission, ...steps.explain(role, permission) }));
  return jsonAnswer({ verdicts });
}
