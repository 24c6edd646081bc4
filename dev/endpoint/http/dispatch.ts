import type { Call, ServiceName } from "../service.ts";
import type { OperationCall } from "./operation-call.ts";
import type { Router } from "./router.ts";
import type { OperationStep } from "./steps/step.ts";

/** A call whose operation's name came from outside. */
type AnyDispatch = (service: ServiceName, operation: string, input: unknown, call: Call) => Promise<unknown>;

/** What services call each other with: the steps of an operation, without those of a request. */
export function createDispatch(router: Router, steps: readonly OperationStep[]): AnyDispatch {
  return async (name, operation, input, call) => {
    const served = router.find(name);
    if (served === undefined) throw new Error(`No service ${name} is registered`);
    const called: OperationCall = { served, operation, input, call, parsed: undefined, output: undefined };
    for (const step of steps) await step(called);
    return called.output;
  };
}
