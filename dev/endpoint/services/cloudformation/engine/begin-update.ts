import type { Caller } from "../../../identity/caller.ts";
import { stackNotFound, validationError } from "../errors.ts";
import { type ServiceParts, requireUpdatable } from "../service-parts.ts";
import type { Stack } from "../stack.ts";
import { parseTemplate } from "../template/template.ts";
import type { Prepared } from "./prepare.ts";

/** Puts a stack into UPDATE_IN_PROGRESS with its new input and lets the engine work. */
export async function beginUpdate(
  { host, store, engine }: ServiceParts,
  stackId: string,
  prepared: Pick<Prepared, "input">,
  by: { caller: Caller; token: string | undefined; changeSetId?: string },
): Promise<void> {
  const template = parseTemplate(prepared.input.template);
  const updated = await host.state.write(() => {
    // Between the check and this turn another update may have begun.
    const before = store.byId(stackId);
    if (before === undefined) throw stackNotFound(stackId);
    requireUpdatable(before);
    for (const resource of store.resources(stackId)) {
      const type = template.Resources[resource.logicalId]?.Type;
      if (type !== undefined && type !== resource.type) throw typeChanged(resource.logicalId);
    }
    const { description: _, reason: __, token: ___, changeSetId: ____, ...rest } = before;
    const { template: body, parameters, tags, capabilities, roleArn } = before;
    const stack: Stack = {
      ...rest,
      ...prepared.input,
      ...(template.Description === undefined ? {} : { description: template.Description }),
      status: "UPDATE_IN_PROGRESS",
      reason: "User Initiated",
      previous: {
        template: body,
        parameters,
        tags,
        capabilities,
        ...(roleArn === undefined ? {} : { roleArn }),
      },
      caller: by.caller,
      ...(by.token === undefined ? {} : { token: by.token }),
      ...(by.changeSetId === undefined ? {} : { changeSetId: by.changeSetId }),
      updatedAt: Date.now(),
    };
    store.save(stack);
    // The change sets were computed against what the stack was until now.
    for (const { id } of store.changeSets(stackId)) if (id !== by.changeSetId) store.removeChangeSet(id);
    engine.journal.addStackEvent(stack);
    return stack;
  });
  engine.journal.announce(updated);
  engine.update(stackId);
}

function typeChanged(logicalId: string): Error {
  return validationError(
    "Update of resource type is not permitted. " +
      `The new template modifies resource type of the following resources: [${logicalId}]`,
  );
}
