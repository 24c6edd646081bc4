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
  readonly #told = new Set<string>();
  #revision = -1;

  constructor(state: State, bus: Bus, usage: RoleUsage) {
    this.#store = new IamStore(state);
    this.#bus = bus;
    this.#usage = usage;
  }

  allows(caller: Caller, permission: Permission): boolean {
    const { roleArn } = caller;
    if (roleArn === undefined) return true;
    const policies = this.#policies(roleArn);
    const allowed = policies.allows(permission);
    if (!allowed) this.#tellUndecided(roleArn, policies.undecided(permission));
    this.#usage.record({ ...caller, roleArn }, permission, allowed);
    return allowed;
  }

  /** Whether a role may do something now, and which of its policies says so; not counted as asked. */
  explain(roleArn: string, permission: Permission): { allowed: boolean; by: string } {
    const allowed = this.#policies(roleArn).allows(permission);
    const role = this.#store.findRoleByArn(roleArn);
    if (role === undefined) return { allowed, by: "the role is gone" };
    const allowing = rolePolicies(this.#store, role)
      .filter(({ document }) => compilePolicies([document], sessionOf(role, roleArn)).allows(permission))
      .map(({ name }) => name);
    if (allowed) return { allowed, by: `by ${allowing.join(", ")}` };
    return {
      allowed,
      by:
        allowing.length === 0
          ? "no statement allows it"
          : `${allowing.join(", ")} allows it, another statement denies it`,
    };
  }

  #policies(roleArn: string): CompiledPolicies {
    const revision = this.#store.revision();
    if (revision !== this.#revision) {
      this.#compiled.clear();
      this.#told.clear();
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
    return compilePolicies(documents, sessionOf(role, roleArn));
  }

  /** Says once, until IAM next changes, why a call was refused that AWS might have allowed. */
  #tellUndecided(roleArn: string, undecided: readonly string[]): void {
    const untold = undecided.filter((text) => !this.#told.has(`${roleArn} ${text}`));
    if (untold.length === 0) return;
    for (const text of untold) this.#told.add(`${roleArn} ${text}`);
    this.#bus.dispatch({
      type: "notice",
      message:
        `The policies of role ${roleArn.split("/").at(-1) ?? roleArn} hold what is not evaluated here, so it refuses: ` +
        `${untold.join(", ")}. What is evaluated: dev/docs/gaps.md.`,
    });
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
