import { type StackResource, begun, completed, failed, planned } from "../resource-life.ts";
import { resourceTypeOf } from "../resource-types/table.ts";
import { desiredResource, nameFor } from "./desired-resource.ts";
import { alreadyExists, failureReason, saysAlreadyExists } from "./failure-reason.ts";
import { Halted } from "./halted.ts";
import { fail } from "./resource-failed.ts";
import { type StackWork, contextOf, keep } from "./stack-work.ts";

/** Makes a resource of the template that the stack does not have yet. Throws ResourceFailed. */
export async function createResource(work: StackWork, logicalId: string, change?: "created"): Promise<void> {
  let resource = planned(logicalId, work.template.Resources[logicalId]?.Type ?? "", change);
  let isNameGiven = false;
  try {
    const { type, givenName, ...desired } = await work.host.state.read(() => desiredResource(work, logicalId));
    resource = { ...resource, ...desired, name: nameFor(work, logicalId, { type, givenName, ...desired }) };
    isNameGiven = givenName !== undefined;
  } catch (error) {
    await fail(work, failed(resource, failureReason(error)));
  }
  await make(work, { resource: begun(resource), refused: (reason) => failed(resource, reason) }, isNameGiven);
}

/** A resource that is to be made, and what it is where its name is taken. */
interface Creation {
  readonly resource: StackResource;
  refused(reason: string): StackResource;
}

/**
 * Records a resource as begun and lets its service make it. Where its name is given and somebody else's resource has
 * it, that is never done. Throws ResourceFailed.
 */
export async function make(work: StackWork, creation: Creation, isNameGiven: boolean): Promise<void> {
  const { resource } = creation;
  const refuse = (): Promise<never> => fail(work, creation.refused(alreadyExists(resource.type, resource.name)));
  if (!isNameGiven) return callService(work, resource);
  const makeIfFree = async (): Promise<void> => {
    let taken: boolean | undefined;
    try {
      taken = await resourceTypeOf(resource.type).exists?.(contextOf(work, resource));
    } catch (error) {
      return fail(work, creation.refused(failureReason(error)));
    }
    return taken === true ? refuse() : callService(work, resource);
  };
  return work.names.alone(work.stack, resource, makeIfFree, refuse);
}

async function callService(work: StackWork, started: StackResource): Promise<void> {
  const type = resourceTypeOf(started.type);
  await keep(work, started);
  try {
    const physicalId = await type.create(started.properties, contextOf(work, started));
    const attributes = await type.attributes(started.properties, contextOf(work, { ...started, physicalId }));
    await keep(work, completed(started, attributes, physicalId));
  } catch (error) {
    if (error instanceof Halted) throw error;
    // What was there before us is not ours to remove.
    await fail(work, failed(started, failureReason(error), !saysAlreadyExists(error)));
  }
}
