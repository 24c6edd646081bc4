import * as v from "valibot";
import { ControlError, jsonAnswer } from "../../endpoint/http/control.ts";
import type { Faults } from "../../endpoint/http/faults/faults.ts";
import type { ControlRequest, HttpResponse } from "../../endpoint/service.ts";
import type { ConsoleParts } from "./parts.ts";

const Asked = v.object({ id: v.optional(v.string()) });

/** The faults of an environment. Throws ControlError on an engine that has none. */
export function faultsOf({ steps, engine }: ConsoleParts): Faults {
  if (steps !== undefined) return steps.faults;
  throw new ControlError(
    409,
    `Faults cannot be put in the way of calls on ${engine}: the embedded engine alone has them.`,
  );
}

/** `{id}`, or `{}` for all: takes faults away. */
export async function clearFaults(parts: ConsoleParts, request: ControlRequest): Promise<HttpResponse> {
  const asked = v.safeParse(Asked, await request.json());
  if (!asked.success) throw new ControlError(400, "Expected the id of a fault, or none.");
  return jsonAnswer({ cleared: faultsOf(parts).clear(asked.output.id) });
}
