import { isDeepStrictEqual } from "node:util";
import { validationError } from "../errors.ts";
import {
  type StackResource,
  adopting,
  changing,
  completed,
  failed,
  refused,
  replacing,
  restored,
  restoring,
} from "../resource-life.ts";
import { replacingProperties } from "../resource-types/resource-type.ts";
import { resourceTypeOf } from "../resource-types/table.ts";
import { make } from "./create-resource.ts";
import { type DesiredResource, desiredResource, nameFor } from "./desired-resource.ts";
import { failureReason } from "./failure-reason.ts";
import { Halted } from "./halted.ts";
import { fail } from "./resource-failed.ts";
import { type StackWork, contextOf, keep, keepQuietly } from "./stack-work.ts";

/** Brings a resource that the stack has to what the template wants. Throws ResourceFailed. */
export async function updateResource(work: StackWork, before: StackResource): Promise<void> {
  let desired: DesiredResource;
  let replaces: boolean;
  try {
    desired = await work.host.state.read(() => desiredResource(work, before.logicalId));
    const changed = changedProperties(before.properties, desired.properties);
    if (changed.length === 0) return await adopt(work, before, desired);
    replaces = replacingProperties(desired.type, changed, desired.properties, before.properties).length > 0;
    if (replaces) requireAnotherName(before, desired);
    const refusal = replaces ? undefined : desired.type.refusal?.(desired.properties, before.properties);
    if (refusal !== undefined) throw validationError(refusal);
  } catch (error) {
    return fail(work, refused(before, failureReason(error)));
  }
  if (replaces) {
    const resource = replacing(before, desired, nameFor(work, before.logicalId, desired));
    const creation = { resource, refused: (reason: string) => refused(before, reason) };
    return make(work, creation, desired.givenName !== undefined);
  }
  const started = changing(before, desired);
  await keep(work, started);
  try {
    await keep(work, completed(started, await change(work, started, before.properties)));
  } catch (error) {
    if (error instanceof Halted) throw error;
    await fail(work, failed(started, failureReason(error)));
  }
}

/**
 * Brings back what an update has changed in place. Throws ResourceFailed; then the row says still that it is changed.
 */
export async function restoreResource(work: StackWork, resource: StackResource, before: StackResource): Promise<void> {
  await work.journal.note(work.stack, restoring(before));
  try {
    await keep(work, restored(before, await change(work, before, resource.properties)));
  } catch (error) {
    if (error instanceof Halted) throw error;
    await fail(work, failed(resource, failureReason(error)));
  }
}

/** The names of the properties that differ. */
export function changedProperties(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (property) => !isDeepStrictEqual(before[property], after[property]),
  );
}

/** Lets the service change a resource to its properties. Resolves with its attributes. */
async function change(
  work: StackWork,
  to: StackResource,
  from: StackResource["properties"],
): Promise<StackResource["attributes"]> {
  const type = resourceTypeOf(to.type);
  await type.update(to.properties, from, contextOf(work, to));
  return type.attributes(to.properties, contextOf(work, to));
}

/** Policies and order may differ though no property does. */
async function adopt(work: StackWork, before: StackResource, desired: DesiredResource): Promise<void> {
  const { deletionPolicy, replacePolicy, after } = before;
  const { deletionPolicy: deletes, replacePolicy: replaces, after: follows } = desired;
  if (isDeepStrictEqual([deletionPolicy, replacePolicy, after], [deletes, replaces, follows])) return;
  await keepQuietly(work, adopting(before, desired));
}

function requireAnotherName({ name }: StackResource, { givenName }: DesiredResource): void {
  if (givenName === undefined || givenName !== name) return;
  throw validationError(
    "CloudFormation cannot update a stack when a custom-named resource requires replacing. " +
      `Rename ${name} and update the stack again.`,
  );
}
