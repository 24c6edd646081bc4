import type { Permission } from "../../identity/caller.ts";
import { ROLE_TAKERS } from "../../identity/pass-role.ts";
import { type SessionContext, decideConditions, expandVariables } from "./conditions.ts";
import { type Matcher, glob } from "../patterns/glob.ts";
import { arnGlob } from "./patterns.ts";
import type { PolicyDocument, Statement } from "./policy-document.ts";

/** The policies of one role, ready to decide. */
export interface CompiledPolicies {
  /** An explicit deny wins; what no statement allows is denied. */
  allows(permission: Permission): boolean;
  /** What could not be decided, was read as refusing, and concerns a permission that is not allowed: for a notice. */
  undecided(permission: Permission): readonly string[];
}

/** The condition key that says to which service a role is handed on. */
const PASSED_TO = "iam:passedtoservice";

const ANY = Symbol("any");

interface CompiledStatement {
  /** Applies to permissions of this `passedTo` alone; undefined for those that have none. */
  readonly passedTo: string | undefined | typeof ANY;
  readonly effect: Statement["Effect"];
  readonly action: Matcher;
  readonly resource: Matcher;
  /** What in it could not be decided. */
  readonly undecided: readonly string[];
}

/**
 * Compiles the identity policies of a role. What cannot be decided here (a condition key or operator, a policy
 * variable) refuses: such an Allow does not apply, such a Deny does, so that no call passes that AWS would refuse.
 */
export function compilePolicies(documents: readonly PolicyDocument[], session: SessionContext): CompiledPolicies {
  const statements: CompiledStatement[] = [];
  const withheld: CompiledStatement[] = [];
  for (const document of documents) {
    for (const statement of document.Statement) {
      for (const { passedTo, context } of contextsOf(statement, session)) {
        const decision = decideConditions(statement.Condition, context);
        if (decision === "unmet") continue;
        // Policy variables came with this version; before it `${` is text.
        const variables = document.Version === "2012-10-17" ? context : undefined;
        const unknown = decision === "unknown";
        const undecided = unknown ? [JSON.stringify(statement.Condition)] : [];
        const compiled: CompiledStatement = { passedTo, ...compileStatement(statement, variables, undecided) };
        (unknown && statement.Effect === "Allow" ? withheld : statements).push(compiled);
      }
    }
  }
  const denies = statements.filter(({ effect }) => effect === "Deny");
  const allows = statements.filter(({ effect }) => effect === "Allow");
  const doubtful = [...withheld, ...statements].filter(({ undecided }) => undecided.length > 0);
  const applies =
    ({ action, resource, passedTo }: Permission) =>
    (statement: CompiledStatement): boolean =>
      (statement.passedTo === ANY || statement.passedTo === passedTo) &&
      statement.action(action) &&
      statement.resource(resource);
  return {
    allows: (permission) => !denies.some(applies(permission)) && allows.some(applies(permission)),
    undecided: ({ action, passedTo }) =>
      doubtful
        .filter((one) => one.action(action) && (one.passedTo === ANY || one.passedTo === passedTo))
        .flatMap(({ undecided }) => undecided),
  };
}

/** What a statement is decided for: once for all, unless it asks for the service that a role is handed on to. */
function contextsOf(
  { Condition = {} }: Statement,
  session: SessionContext,
): { passedTo: CompiledStatement["passedTo"]; context: SessionContext }[] {
  const keys = Object.values(Condition).flatMap((one) => Object.keys(one));
  if (!keys.some((key) => key.toLowerCase() === PASSED_TO)) return [{ passedTo: ANY, context: session }];
  const services = ROLE_TAKERS.map((passedTo) => ({ passedTo, context: new Map([...session, [PASSED_TO, passedTo]]) }));
  return [{ passedTo: undefined, context: session }, ...services];
}

function compileStatement(
  statement: Statement,
  session: SessionContext | undefined,
  conditions: readonly string[],
): Omit<CompiledStatement, "passedTo"> {
  const undecided = [...conditions];
  const actions = (statement.Action ?? statement.NotAction ?? []).map((pattern) => glob(pattern, { ignoreCase: true }));
  const inverted = statement.NotResource !== undefined;
  // An unknown variable must make an Allow narrower and a Deny wider, through NotResource the other way round.
  const whenUnknown = (statement.Effect === "Deny") !== inverted;
  const resources = (statement.Resource ?? statement.NotResource ?? []).map((pattern): Matcher => {
    const expanded = session === undefined ? pattern : expandVariables(pattern, session);
    if (expanded !== undefined) return arnGlob(expanded);
    undecided.push(pattern);
    return () => whenUnknown;
  });
  const any =
    (matchers: readonly Matcher[], negated: boolean): Matcher =>
    (text) =>
      matchers.some((matches) => matches(text)) !== negated;
  return {
    effect: statement.Effect,
    action: any(actions, statement.NotAction !== undefined),
    resource: any(resources, inverted),
    undecided,
  };
}
