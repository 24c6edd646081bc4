import type { Faults } from "../faults/faults.ts";
import type { RequestStep } from "./step.ts";

/** Fails or delays a call in whose way a fault is put. */
export function faults(put: Faults): RequestStep {
  return async (request) => {
    const fault = put.match(request);
    if (fault === undefined) return;
    request.fault = fault.id;
    await put.apply(fault, request);
  };
}
