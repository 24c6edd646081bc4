import * as v from "valibot";
import { type FaultRequest, FaultState } from "../endpoint/http/faults/fault.ts";
import { type ControlAddress, askEndpoint } from "./control-client.ts";

const OTHERWISE = "Faults cannot be added";

/** Adds a fault at an embedded endpoint. Throws for one that makes no sense, and for other engines. */
export function addFault(at: ControlAddress, request: FaultRequest): Promise<FaultState> {
  return askEndpoint(at, { method: "POST", path: "/faults", body: request, otherwise: OTHERWISE }, FaultState);
}

/** The faults that stand. */
export async function listFaults(at: ControlAddress): Promise<FaultState[]> {
  const { faults } = await askEndpoint(
    at,
    { path: "/faults", otherwise: OTHERWISE },
    v.object({ faults: v.array(FaultState) }),
  );
  return faults;
}

/** Takes a fault away, or all. Resolves with how many stood. */
export async function clearFaults(at: ControlAddress, id?: string): Promise<number> {
  const path = id === undefined ? "/faults" : `/faults/${encodeURIComponent(id)}`;
  const { cleared } = await askEndpoint(
    at,
    { method: "DELETE", path, otherwise: OTHERWISE },
    v.object({ cleared: v.number() }),
  );
  return cleared;
}
