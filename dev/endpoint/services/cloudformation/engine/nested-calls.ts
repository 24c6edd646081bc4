import type { NestedStackRequest } from "../resource-types/resource-type.ts";
import type { Stack } from "../stack.ts";

/** What the work on a stack asks of the stacks that are resources of it; each call waits until that one is settled. */
export interface NestedCalls {
  /** Resolves with its ARN. */
  create(parent: Stack, name: string, request: NestedStackRequest): Promise<string>;
  update(parent: Stack, id: string, request: NestedStackRequest): Promise<void>;
  remove(parent: Stack, nameOrId: string): Promise<void>;
  outputs(id: string): Promise<Record<string, string>>;
}
