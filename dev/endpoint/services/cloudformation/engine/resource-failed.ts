import type { StackResource } from "../resource-life.ts";
import { type StackWork, keep } from "./stack-work.ts";

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

/** Stores a resource that has failed, and ends what was to be done with it. */
export async function fail(work: StackWork, resource: StackResource): Promise<never> {
  await keep(work, resource);
  throw new ResourceFailed(resource.logicalId, resource.reason ?? "");
}
