import { isDeepStrictEqual } from "node:util";
import { validationError } from "../errors.ts";
import { resourceTypeOf } from "../resource-types/table.ts";
import type { StackResource } from "../stack.ts";
import { ResourceFailed, finishCreation, keep, refuseTakenName } from "./create-resource.ts";
import { type DesiredResource, desiredResource, nameFor } from "./desired-resource.ts";
import { failureReason } from "./failure-reason.ts";
import { type StackWork, contextOf } from "./stack-work.ts";

/** Brings a resource that the stack has to what the template wants. Throws ResourceFailed. */
export async function updateResource(work: StackWork, before: StackResource): Promise<void> {
  let started: StackResource;
  let replaces = false;
  try {
    const desired = desiredResource(work, before.logicalId);
    const changed = changedProperties(before.properties, desired.properties);
    if (changed.length === 0) return await adopt(work, before, desired);
    replaces = changed.some((property) => desired.type.replacedBy.includes(property));
    started = replaces ? await replacement(work, before, desired) : inPlace(before, desired);
  } catch (error) {
    return fail(work, { ...before, updatedAt: Date.now() }, error);
  }
  await keep(work, started);
  if (replaces) {
    await finishCreation(work, started, "UPDATE");
    return;
  }
  await change(work, started, before.properties);
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

/** Lets the service change a resource to its recorded properties; on failure `failed` stays. Throws ResourceFailed. */
export async function change(
  work: StackWork,
  started: StackResource,
  from: Readonly<Record<string, unknown>>,
  failed: StackResource = started,
): Promise<void> {
  const type = resourceTypeOf(started.type);
  try {
    await type.update(started.properties, from, contextOf(work, started));
    const attributes = await type.attributes(started.properties, contextOf(work, started));
    await keep(work, { ...started, attributes, status: "UPDATE_COMPLETE", updatedAt: Date.now() });
  } catch (error) {
    await fail(work, failed, error);
  }
}

/** Policies and order may differ though no property does. */
async function adopt(work: StackWork, before: StackResource, desired: DesiredResource): Promise<void> {
  const { deletionPolicy, replacePolicy, after } = desired;
  const adopted: StackResource = { ...before, deletionPolicy, replacePolicy, after };
  if (isDeepStrictEqual(adopted, before)) return;
  work.resources.set(before.logicalId, adopted);
  await work.journal.quietly(work.stack, [adopted]);
}

function inPlace(before: StackResource, desired: DesiredResource): StackResource {
  const { reason: _, ...rest } = before;
  const { properties, deletionPolicy, replacePolicy, after } = desired;
  return {
    ...rest,
    properties,
    deletionPolicy,
    replacePolicy,
    after,
    status: "UPDATE_IN_PROGRESS",
    change: "updated",
    before,
    updatedAt: Date.now(),
  };
}

async function replacement(work: StackWork, before: StackResource, desired: DesiredResource): Promise<StackResource> {
  const name = nameFor(work, before.logicalId, desired);
  if (desired.givenName !== undefined && name === before.name) {
    throw validationError(
      "CloudFormation cannot update a stack when a custom-named resource requires replacing. " +
        `Rename ${name} and update the stack again.`,
    );
  }
  const { properties, deletionPolicy, replacePolicy, after } = desired;
  const started: StackResource = {
    logicalId: before.logicalId,
    type: before.type,
    name,
    physicalId: "",
    begun: true,
    status: "UPDATE_IN_PROGRESS",
    reason: "Requested update requires the creation of a new physical resource; hence creating one.",
    properties,
    attributes: {},
    deletionPolicy,
    replacePolicy,
    after,
    change: "replaced",
    before,
    updatedAt: Date.now(),
  };
  const reason = desired.givenName === undefined ? undefined : await refuseTakenName(work, started);
  if (reason !== undefined) throw new ResourceFailed(before.logicalId, reason);
  return started;
}

async function fail(work: StackWork, resource: StackResource, error: unknown): Promise<never> {
  const reason = error instanceof ResourceFailed ? error.reason : failureReason(error);
  await keep(work, { ...resource, status: "UPDATE_FAILED", reason, updatedAt: Date.now() });
  throw new ResourceFailed(resource.logicalId, reason);
}
