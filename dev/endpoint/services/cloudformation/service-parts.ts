import type { Permission } from "../../identity/caller.ts";
import type { Call, Host } from "../../service.ts";
import { stackNotFound } from "./errors.ts";
import type { StackEngine } from "./engine/engine.ts";
import type { Stack } from "./stack.ts";
import type { StackStore } from "./store.ts";

/** What each operation works with. */
export interface ServiceParts {
  readonly host: Host;
  readonly store: StackStore;
  readonly engine: StackEngine;
}

/** A stack by name or ARN. Throws `Stack with id … does not exist`. */
export function findStack({ host, store }: ServiceParts, nameOrId: string, call: Call): Promise<Stack> {
  return host.state.read(() => {
    const stack = store.find(call.caller.account, call.region, nameOrId);
    if (stack === undefined) throw stackNotFound(nameOrId);
    return stack;
  });
}

/** A stack that is not deleted; undefined where there is none. */
export async function findLivingStack(
  { host, store }: ServiceParts,
  nameOrId: string,
  call: Call,
): Promise<Stack | undefined> {
  const stack = await host.state.read(() => store.find(call.caller.account, call.region, nameOrId));
  return stack?.deletedAt === undefined ? stack : undefined;
}

/** One action on a stack, as a policy names it. */
export function onStack(action: string, nameOrId: string | undefined, call: Call): Permission[] {
  const resource =
    nameOrId === undefined
      ? "*"
      : nameOrId.startsWith("arn:")
        ? nameOrId
        : `arn:aws:cloudformation:${call.region}:${call.caller.account}:stack/${nameOrId}/*`;
  return [{ action: `cloudformation:${action}`, resource }];
}

/** A fresh ARN for a stack. */
export function newStackId(name: string, call: Call): string {
  return `arn:aws:cloudformation:${call.region}:${call.caller.account}:stack/${name}/${crypto.randomUUID()}`;
}
