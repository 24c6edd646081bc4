import { resourceTypeOf } from "../resource-types/table.ts";
import type { StackResource } from "../stack.ts";
import { desiredResource, nameFor } from "./desired-resource.ts";
import { alreadyExists, failureReason, saysAlreadyExists } from "./failure-reason.ts";
import { type StackWork, contextOf } from "./stack-work.ts";

/** A resource could not be made, changed or removed; its event has the reason. */
export class ResourceFailed extends Error {
  readonly logicalId: string;
  readonly reason: string;

  constructor(logicalId: string, reason: string) {
    super(`${logicalId}: ${reason}`);
    this.name = "ResourceFailed";
    this.logicalId = logicalId;
    this.reason = reason;
  }
}

/** Makes a resource of the template that the stack does not have yet. Throws ResourceFailed. */
export async function createResource(work: StackWork, logicalId: string, change?: "created"): Promise<void> {
  const started = await begin(work, logicalId, change);
  await finishCreation(work, started, "CREATE");
}

/** Lets the service make what is recorded as begun, and stores what it became. */
export async function finishCreation(
  work: StackWork,
  started: StackResource,
  verb: "CREATE" | "UPDATE",
): Promise<void> {
  const type = resourceTypeOf(started.type);
  try {
    const physicalId = await type.create(started.properties, contextOf(work, started));
    const made = { ...started, physicalId };
    const attributes = await type.attributes(made.properties, contextOf(work, made));
    await keep(work, { ...made, attributes, status: `${verb}_COMPLETE`, updatedAt: Date.now() });
  } catch (error) {
    // What was there before us is not ours to remove.
    const begun = !saysAlreadyExists(error);
    const reason = failureReason(error);
    await keep(work, { ...started, begun, status: `${verb}_FAILED`, reason, updatedAt: Date.now() });
    throw new ResourceFailed(started.logicalId, reason);
  }
}

/** Stores a resource with its event, in the state file and in the work at hand. */
export async function keep(work: StackWork, resource: StackResource): Promise<StackResource> {
  work.resources.set(resource.logicalId, resource);
  return work.journal.resource(work.stack, resource);
}

/** Throws the reason with which a resource of that name could not be made, since somebody else's has it. */
export async function refuseTakenName(
  work: StackWork,
  resource: Pick<StackResource, "logicalId" | "type" | "name" | "physicalId">,
): Promise<string | undefined> {
  const taken = await resourceTypeOf(resource.type).exists?.(contextOf(work, resource));
  return taken === true ? alreadyExists(resource.type, resource.name) : undefined;
}

async function begin(work: StackWork, logicalId: string, change: "created" | undefined): Promise<StackResource> {
  let resource: StackResource = {
    logicalId,
    type: work.template.Resources[logicalId]?.Type ?? "",
    name: "",
    physicalId: "",
    begun: false,
    status: "CREATE_IN_PROGRESS",
    properties: {},
    attributes: {},
    deletionPolicy: "Delete",
    replacePolicy: "Delete",
    after: [],
    ...(change === undefined ? {} : { change }),
    updatedAt: Date.now(),
  };
  let reason: string | undefined;
  try {
    const { type: _, givenName, ...desired } = desiredResource(work, logicalId);
    const name = nameFor(work, logicalId, { type: resourceTypeOf(resource.type), givenName, ...desired });
    resource = { ...resource, ...desired, name };
    if (givenName !== undefined) reason = await refuseTakenName(work, resource);
  } catch (error) {
    reason = failureReason(error);
  }
  if (reason === undefined) return keep(work, { ...resource, begun: true });
  await keep(work, { ...resource, status: "CREATE_FAILED", reason });
  throw new ResourceFailed(logicalId, reason);
}
