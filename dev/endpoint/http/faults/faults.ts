import { setTimeout as delay } from "node:timers/promises";
import * as v from "valibot";
import { ControlError, type Control, jsonAnswer } from "../control.ts";
import { ServiceError, accessDenied } from "../../errors.ts";
import type { OperationCall } from "../operation-call.ts";
import type { Router } from "../router.ts";
import type { ServedService } from "../served-service.ts";
import { operationOf } from "../steps/operation-of.ts";
import { type FaultState, FaultRequest } from "./fault.ts";
import { faultError } from "./fault-error.ts";

/**
 * Faults that stand in the way of calls over HTTP, after they are routed and before anything is done. What services
 * do among themselves (Rekognition's reads from S3, Lambda's log lines) meets none. A restart clears them.
 */
export class Faults {
  readonly #router: Router;
  readonly #faults = new Map<string, FaultState>();
  readonly #closing: AbortSignal;
  #last = 0;

  /** @param closing ends the calls that are slow */
  constructor(router: Router, closing: AbortSignal) {
    this.#router = router;
    this.#closing = closing;
  }

  /** Adds a fault. Throws ControlError (400) for one that makes no sense. */
  add(request: unknown): FaultState {
    const parsed = v.safeParse(FaultRequest, request);
    if (!parsed.success) throw new ControlError(400, parsed.issues.map(({ message }) => message).join("; "));
    const { service, operation, kind } = parsed.output;
    const served = this.#served(service);
    const { operations } = served.service;
    if (operation !== undefined && !Object.hasOwn(operations, operation)) {
      const known = Object.keys(operations).toSorted().join(", ");
      throw new ControlError(400, `${service} has no operation '${operation}' here. Known are: ${known}.`);
    }
    if (kind !== "slow" && kind !== "access-denied" && faultError(served.definition, kind) === undefined) {
      throw new ControlError(400, `${service} never answers ${kind}.`);
    }
    const fault: FaultState = { id: `fault-${++this.#last}`, hits: 0, ...parsed.output };
    this.#faults.set(fault.id, fault);
    return fault;
  }

  /** Every fault that stands, in the order in which they came. */
  list(): FaultState[] {
    return [...this.#faults.values()];
  }

  /** Takes one fault away, or all. Returns how many stood. */
  clear(id?: string): number {
    if (id !== undefined) return this.#faults.delete(id) ? 1 : 0;
    const { size } = this.#faults;
    this.#faults.clear();
    return size;
  }

  /** The first fault that meets a call, which counts as a hit; undefined for nearly all calls. */
  match({ served, operation, call }: OperationCall): FaultState | undefined {
    if (this.#faults.size === 0) return undefined;
    for (const fault of this.#faults.values()) {
      if (fault.service !== served.definition.name || (fault.operation ?? operation) !== operation) continue;
      if (fault.caller === "function" && call.caller.roleArn === undefined) continue;
      if (fault.share !== undefined && Math.random() >= fault.share) continue;
      fault.hits++;
      if (fault.hits === fault.count) this.#faults.delete(fault.id);
      return fault;
    }
    return undefined;
  }

  /** Throws the fault's error, or waits where it is a slow call. */
  async apply(fault: FaultState, called: OperationCall): Promise<void> {
    if (fault.kind === "slow") return this.#wait(fault.delayMs ?? 0);
    if (fault.kind === "access-denied") throw denied(called);
    const { definition } = called.served;
    throw faultError(definition, fault.kind) ?? new Error(`${definition.name} never answers ${fault.kind}`);
  }

  /** Adds the routes of `doppelface fault`. */
  serve(control: Control): void {
    control.on("GET", "/faults", () => jsonAnswer({ faults: this.list() }));
    control.on("POST", "/faults", async (request) => jsonAnswer(this.add(await request.json()), 201));
    control.on("DELETE", "/faults", () => jsonAnswer({ cleared: this.clear() }));
    control.on("DELETE", "/faults/:id", ({ params }) => jsonAnswer({ cleared: this.clear(params["id"]) }));
  }

  async #wait(ms: number): Promise<void> {
    try {
      await delay(ms, undefined, { signal: this.#closing });
    } catch (error) {
      throw new ServiceError("ServiceUnavailable", "The endpoint stops.", { status: 503, cause: error });
    }
  }

  #served(name: string): ServedService {
    const served = this.#router.find(name);
    if (served !== undefined) return served;
    throw new ControlError(400, `service: one of ${this.#router.names().join(", ")}`);
  }
}

/** Names the action and the resource that the call would have been checked for. */
function denied(called: OperationCall): ServiceError {
  const { served, call } = called;
  const { prefix, deniedStatus } = served.definition;
  const operation = operationOf(called);
  const [permission] = operation.permissions(operation.parse(called.input), call);
  const action = permission?.action ?? `${prefix}:${called.operation}`;
  return accessDenied(call.caller.arn, action, permission?.resource ?? "*", deniedStatus);
}
