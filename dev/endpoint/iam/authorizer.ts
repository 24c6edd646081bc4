import type { Bus } from "../../trace/bus.ts";
import type { Authorizer, Caller, Permission } from "../service.ts";
import type { State } from "../state/state.ts";
import type { SessionContext } from "./conditions.ts";
import { type CompiledPolicies, compilePolicies } from "./evaluate.ts";
import { awsManagedPolicy } from "./managed-policies.ts";
import { type PolicyDocument, parseIdentityPolicy } from "./policy-document.ts";
import { IamStore, type Role } from "./store.ts";

const NOTHING = compilePolicies([], new Map());

/**
 * Evaluates the identity policies of a caller's role, inline and attached; callers without a role may do everything,
 * and a role that is gone may do nothing. Policies are compiled once, until IAM next changes.
 */
export class RoleAuthorizer implements Authorizer {
  readonly #store: IamStore;
  readonly #bus: Bus;
  readonly #compiled = new Map<string, CompiledPolicies>();
  #revision = -1;

  constructor(state: State, bus: Bus) {
    this.#store = new IamStore(state);
    this.#bus = bus;
  }

  allows(caller: Caller, permission: Permission): boolean {
    return caller.roleArn === undefined || this.#policies(caller.roleArn).allows(permission);
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
    const [, account, name] = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(roleArn) ?? [];
    const role = account === undefined || name === undefined ? undefined : this.#store.findRole(account, name);
    if (role === undefined) return NOTHING;
    const compiled = compilePolicies(this.#documents(role), sessionOf(role, roleArn));
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

  #documents(role: Role): PolicyDocument[] {
    const inline = this.#store
      .rolePolicies(role.account, role.name)
      .map(({ document }) => parseIdentityPolicy(document));
    const attached = this.#store.attachments(role.account, role.name).map((arn) => {
      const own = this.#store.findPolicy(role.account, arn);
      return own === undefined ? awsManagedPolicy(arn) : parseIdentityPolicy(own.document);
    });
    return [...inline, ...attached.filter((document) => document !== undefined)];
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
