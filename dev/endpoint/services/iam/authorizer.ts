import type { Bus } from "../../../trace/bus.ts";
import type { Authorizer, Caller, Permission } from "../../identity/caller.ts";
import type { State } from "../../state/state.ts";
import type { SessionContext } from "./conditions.ts";
import { type CompiledPolicies, compilePolicies } from "./evaluate.ts";
import { rolePolicies } from "./role-policies.ts";
import type { RoleUsage } from "./role-usage.ts";
import { IamStore, type Role } from "./store.ts";

const NOTHING = compilePolicies([], new Map());

/**
 * Evaluates the identity policies of a caller's role, inline and attached; callers without a role may do everything,
 * and a role that is gone may do nothing. Policies are compiled once, until IAM next changes. What a role was asked for
 * is counted.
 */
export class RoleAuthorizer implements Authorizer {
  readonly #store: IamStore;
  readonly #bus: Bus;
  readonly #usage: RoleUsage;
  readonly #compiled = new Map<string, CompiledPolicies>();
  #revision = -1;

  constructor(state: State, bus: Bus, usage: RoleUsage) {
    this.#store = new IamStore(state);
    this.#bus = bus;
    this.#usage = usage;
  }

  allows(caller: Caller, permission: Permission): boolean {
    const { roleArn } = caller;
    if (roleArn === undefined) return true;
    const allowed = this.#policies(roleArn).allows(permission);
    this.#usage.record({ ...caller, roleArn }, permission, allowed);
    return allowed;
  }

  #policies(roleArn: string): CompiledPolicies {
    const revision = this.#store.revision();
    if (revision !== this.#revision) {
      this.#compiled.clear();
      this.#revision = revision;
    }
    let policies = this.#compiled.get(roleArn);
    if (policies === undefined) {
      policies = this.#compile(roleArn);
      this.#compiled.set(roleArn, policies);
    }
    return policies;
  }

  #compile(roleArn: string): CompiledPolicies {
    const role = this.#store.findRoleByArn(roleArn);
    if (role === undefined) return NOTHING;
    const documents = rolePolicies(this.#store, role).map(({ document }) => document);
    const compiled = compilePolicies(documents, sessionOf(role, roleArn));
    if (compiled.undecided.length > 0) {
      this.#bus.dispatch({
        type: "notice",
        message:
          `The policies of role ${role.name} hold what is not evaluated here, so it refuses: ` +
          `${compiled.undecided.join(", ")}. What is evaluated: dev/docs/gaps.md.`,
      });
    }
    return compiled;
  }
}

/** Every call here stands for one to AWS, which takes TLS only: `aws:SecureTransport` is true. */
function sessionOf(role: Role, roleArn: string): SessionContext {
  return new Map([
    ["aws:principalarn", roleArn],
    ["aws:principalaccount", role.account],
    ["aws:principaltype", "AssumedRole"],
    ["aws:principalisawsservice", "false"],
    ["aws:securetransport", "true"],
    ...role.tags.map(({ Key, Value }) => [`aws:principaltag/${Key.toLowerCase()}`, Value] as const),
  ]);
}
