import type { Authorizer, Caller, Permission } from "../service.ts";
import type { State } from "../state/state.ts";

/** Evaluates the identity policies of a caller's role; callers without a role may do everything. */
export class RoleAuthorizer implements Authorizer {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  allows(caller: Caller, permission: Permission): boolean {
    return caller.roleArn === undefined || this.#state.folder === permission.resource;
  }
}
