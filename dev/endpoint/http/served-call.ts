import type { IncomingHttpHeaders } from "node:http";
import type { Bus } from "../../trace/bus.ts";
import type { Faults } from "./faults/faults.ts";
import type { Call, Dispatch, ServiceName } from "../service.ts";

/** One call over HTTP, from its first byte to its answer: told on the bus as `called` where it belongs to a trace. */
export class ServedCall {
  readonly #bus: Bus;
  readonly #attempt: number;
  readonly #at = Date.now();
  readonly #startedAt = performance.now();
  #call: Call | undefined;
  #service: ServiceName | undefined;
  #operation: string;
  #fault: string | undefined;
  #ended = false;
  /** Runs an operation, unless a fault stands in its way. */
  readonly dispatch: Dispatch;

  constructor(headers: IncomingHttpHeaders, bus: Bus, dispatch: Dispatch, faults: Faults) {
    this.#bus = bus;
    this.#attempt = attemptOf(headers["amz-sdk-request"]);
    // Known from here where the call fails before it is dispatched.
    this.#operation = String(headers["x-amz-target"] ?? "").replace(/^.*\./, "");
    this.dispatch = async (service, operation, input, call) => {
      this.#operation = operation;
      const fault = faults.match(service, operation, call);
      if (fault !== undefined) {
        this.#fault = fault.id;
        await faults.apply(fault, { service, operation, input, call });
      }
      return dispatch(service, operation, input, call);
    };
  }

  /** Its service and caller are known. */
  identified(service: ServiceName, call: Call): void {
    this.#service = service;
    this.#call = call;
  }

  /** It is answered, with a status and perhaps an error. Only the first answer counts. */
  ended(status: number, error: Error | undefined): void {
    const traceId = this.#call?.traceId;
    if (this.#ended || traceId === undefined || this.#service === undefined) return;
    this.#ended = true;
    this.#bus.dispatch({
      type: "called",
      traceId,
      service: this.#service,
      operation: this.#operation,
      at: this.#at,
      ms: performance.now() - this.#startedAt,
      attempt: this.#attempt,
      byFunction: this.#call?.caller.roleArn !== undefined,
      status,
      error: error === undefined ? undefined : `${error.name}: ${error.message}`,
      fault: this.#fault,
    });
  }
}

/** `attempt=2; max=3`, as the SDKs count. */
function attemptOf(header: string | string[] | undefined): number {
  return typeof header === "string" ? Number(/attempt=(\d+)/.exec(header)?.[1] ?? 1) : 1;
}
