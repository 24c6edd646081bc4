import { stackNotFound } from "../errors.ts";
import type { ServiceParts } from "../service-parts.ts";
import { type StackRequest, statusAfter } from "../stack-life.ts";
import type { Stack } from "../stack.ts";
import { withStatus } from "./journal.ts";

/**
 * Lets a request move a stack, and the engine go on from there. The stack is looked at, checked, changed and told of in
 * one write, so that of two requests at one moment the second finds what the first has made of it. `change` is called
 * inside the write with the stack in its new status and as it is until then. It refuses the request by what it throws,
 * and leaves the stack alone where it returns none. Resolves with whether it was moved. Throws a ValidationError
 * where the stack is gone, or may not be asked that.
 */
export async function begin(
  { store, engine }: ServiceParts,
  stackId: string,
  request: StackRequest,
  change: (stack: Stack, before: Stack) => Stack | undefined = (stack) => stack,
): Promise<boolean> {
  const moved = await engine.journal.write(() => {
    const before = store.byId(stackId);
    if (before === undefined || before.deletedAt !== undefined) throw stackNotFound(stackId);
    return change(withStatus(before, statusAfter(before, request), "User Initiated"), before);
  });
  if (moved !== undefined) engine.proceed(stackId);
  return moved !== undefined;
}
