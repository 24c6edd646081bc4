import type { Caller } from "../../../identity/caller.ts";
import { validationError } from "../errors.ts";
import type { ServiceParts } from "../service-parts.ts";
import type { Stack, StackInput } from "../stack.ts";
import { parseTemplate } from "../template/template.ts";
import { begin } from "./begin.ts";
import { inputOf, withInput } from "./stack-input.ts";

/** An update that was asked for. */
export interface Update {
  readonly input: StackInput;
  readonly caller: Caller;
  /** ClientRequestToken. */
  readonly token: string | undefined;
  /** ARN of the change set that is executed. */
  readonly changeSetId?: string;
}

/**
 * Puts a stack into UPDATE_IN_PROGRESS with its new input and lets the engine work. `mayBegin` is called inside the
 * write with the stack as it is until then: it refuses the update by what it throws, or answers that it is not to be.
 * Resolves with whether it has begun.
 */
export function beginUpdate(
  parts: ServiceParts,
  stackId: string,
  { input, caller, token, changeSetId }: Update,
  mayBegin: (before: Stack) => boolean,
): Promise<boolean> {
  return begin(parts, stackId, "update", (stack, before) => {
    if (!mayBegin(before)) return undefined;
    refuseOtherTypes(parts, stackId, input);
    // The change sets were computed against what the stack was until now.
    parts.store.removeChangeSets(stackId, changeSetId);
    const { token: _, changeSetId: __, ...rest } = stack;
    return {
      ...withInput(rest, input),
      previous: inputOf(before),
      caller,
      ...(token === undefined ? {} : { token }),
      ...(changeSetId === undefined ? {} : { changeSetId }),
      updatedAt: Date.now(),
    };
  });
}

function refuseOtherTypes({ store }: ServiceParts, stackId: string, { template }: StackInput): void {
  const { Resources } = parseTemplate(template);
  for (const { logicalId, type } of store.resources(stackId)) {
    if ((Resources[logicalId]?.Type ?? type) === type) continue;
    throw validationError(
      "Update of resource type is not permitted. " +
        `The new template modifies resource type of the following resources: [${logicalId}]`,
    );
  }
}
