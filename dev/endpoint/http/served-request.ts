import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Bus } from "../../trace/bus.ts";
import type { CallRing } from "../../trace/call-ring.ts";
import type { Permission } from "../identity/caller.ts";
import type { Call, HttpRequest, HttpResponse, WireCall } from "../service.ts";
import type { OperationCall } from "./operation-call.ts";
import { type RequestTarget, requestTarget } from "./request-target.ts";
import type { Router } from "./router.ts";
import type { ServedService } from "./served-service.ts";

/**
 * One request on its way through the steps (`steps/steps.ts`), from its first byte to its answer: each step reads what
 * those before it have found out. Told on the bus as `called` where it belongs to a trace.
 */
export class ServedRequest implements OperationCall {
  readonly message: IncomingMessage;
  readonly target: RequestTarget;
  readonly requestId = randomUUID();
  /** The service that the scope names; where none has that name, the one in whose form the request is refused. */
  readonly served: ServedService;
  /** What its answer has besides, be it an error: what a browser is told. Found by the steps `sandbox` and `cors`. */
  readonly headers: Record<string, string> = {};
  /** Id of the fault that stands in its way. Found by the step `faults`. */
  fault: string | undefined;
  /** Reads away what is left of a form, whose sender hears no answer before. Found by the step `signature`. */
  drain: (() => Promise<void>) | undefined;
  parsed: unknown;
  output: unknown;
  readonly #at = Date.now();
  readonly #startedAt = performance.now();
  #call: Call | undefined;
  #request: HttpRequest | undefined;
  #wire: WireCall | undefined;
  #signedAt = 0;
  #ended = false;

  constructor(message: IncomingMessage, router: Router) {
    this.message = message;
    this.target = requestTarget(message);
    this.served = router.of(this.target);
  }

  /** The step `signature` has found out who calls, and the body. */
  signed(call: Call, request: HttpRequest): void {
    this.#call = call;
    this.#request = request;
    this.#signedAt = performance.now();
  }

  /** The step `service` has read the wire form. */
  understood(wire: WireCall): void {
    this.#wire = wire;
  }

  get call(): Call {
    return foundBy("signature", this.#call);
  }

  get request(): HttpRequest {
    return foundBy("signature", this.#request);
  }

  get operation(): string {
    return foundBy("service", this.#wire).operation;
  }

  get input(): unknown {
    return foundBy("service", this.#wire).input;
  }

  /** The answer to the output, in the wire form of the request. */
  answer(): HttpResponse {
    return foundBy("service", this.#wire).answer(this.output);
  }

  /**
   * It is answered, with a status and perhaps an error: its service is told, and the bus where it belongs to a trace,
   * of which both sides are kept too. Only the first answer counts.
   */
  ended({ bus, calls }: EndedTo, status: number, error: Error | undefined): void {
    const call = this.#call;
    if (this.#ended || call === undefined) return;
    this.#ended = true;
    const { service, definition } = this.served;
    const { headers } = this.target;
    // Of the header where the call failed before its form was read.
    const operation = this.#wire?.operation ?? String(headers["x-amz-target"] ?? "").replace(/^.*\./, "");
    const now = performance.now();
    const input = this.#wire?.input;
    service.ended?.({ operation, call, ms: now - this.#signedAt, input, output: this.output, error });
    if (call.traceId === undefined) return;
    const told = error === undefined ? undefined : `${error.name}: ${error.message}`;
    calls.add({
      traceId: call.traceId,
      service: definition.name,
      operation,
      at: this.#at,
      ms: now - this.#startedAt,
      status,
      input,
      output: this.output,
      error: told,
      roleArn: call.caller.roleArn,
      needed: this.#needed(call),
    });
    bus.dispatch({
      type: "called",
      traceId: call.traceId,
      service: definition.name,
      operation,
      at: this.#at,
      ms: now - this.#startedAt,
      attempt: attemptOf(headers["amz-sdk-request"]),
      byFunction: call.caller.roleArn !== undefined,
      status,
      error: told,
      fault: this.fault,
    });
  }

  #needed(call: Call): readonly Permission[] {
    if (this.parsed === undefined) return [];
    return this.served.service.operations[this.operation]?.permissions(this.parsed, call) ?? [];
  }
}

/** Who is told of answers. */
export interface EndedTo {
  readonly bus: Bus;
  readonly calls: CallRing;
}

function foundBy<Found>(step: string, found: Found | undefined): Found {
  if (found === undefined) throw new Error(`The step ${step} comes before this one`);
  return found;
}

/** `attempt=2; max=3`, as the SDKs count. */
function attemptOf(header: string | string[] | undefined): number {
  return typeof header === "string" ? Number(/attempt=(\d+)/.exec(header)?.[1] ?? 1) : 1;
}
