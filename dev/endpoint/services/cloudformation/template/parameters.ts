import { notInThisEngine, validationError } from "../errors.ts";
import { withinTime } from "../../patterns/within-time.ts";
import type { ParameterDeclaration, Template } from "./template.ts";

/** A parameter as a request gives it. */
export interface GivenParameter {
  readonly ParameterKey: string;
  readonly ParameterValue?: string | undefined;
  readonly UsePreviousValue?: boolean | undefined;
}

/** A parameter of a stack: what was given for it, and for SSM types what the name stood for. */
export interface StackParameter {
  readonly key: string;
  readonly value: string;
  /** Value of the SSM parameter that `value` names. */
  readonly resolved?: string;
}

const SSM_TYPE = /^AWS::SSM::Parameter::Value<(String|List<String>|CommaDelimitedList)>$/;
const TYPES = new Set(["String", "Number", "CommaDelimitedList", "List<Number>", "List<String>"]);

/**
 * Settles the value of each parameter: given, previous, or the default. `readSsm` answers for SSM types, undefined
 * for a name that is not there. Throws a ValidationError in CloudFormation's words.
 */
export async function settleParameters(
  template: Template,
  given: readonly GivenParameter[],
  previous: readonly StackParameter[],
  readSsm: (name: string) => Promise<string | undefined>,
): Promise<StackParameter[]> {
  const strangers = given.map((one) => one.ParameterKey).filter((key) => !Object.hasOwn(template.Parameters, key));
  if (strangers.length > 0) throw validationError(`Parameters: [${strangers.join(", ")}] do not exist in the template`);
  const missing: string[] = [];
  const settled: StackParameter[] = [];
  for (const [key, declaration] of Object.entries(template.Parameters)) {
    const own = given.find((one) => one.ParameterKey === key);
    const before = previous.find((one) => one.key === key)?.value;
    const value = own?.UsePreviousValue === true ? before : (own?.ParameterValue ?? declaration.Default);
    if (value === undefined) missing.push(key);
    else settled.push(await settle(key, value, declaration, readSsm));
  }
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(", ")}] must have values`);
  return settled;
}

/** What `Ref` of each parameter yields. */
export function parameterValues(
  template: Template,
  parameters: readonly StackParameter[],
): Record<string, string | readonly string[]> {
  return Object.fromEntries(
    parameters.map(({ key, value, resolved }) => {
      const type = template.Parameters[key]?.Type ?? "String";
      const text = resolved ?? value;
      return [key, isList(type) ? entriesOf(text) : text];
    }),
  );
}

function isList(type: string): boolean {
  return type.includes("List");
}

function entriesOf(value: string): string[] {
  return value.split(",").map((entry) => entry.trim());
}

async function settle(
  key: string,
  value: string,
  declaration: ParameterDeclaration,
  readSsm: (name: string) => Promise<string | undefined>,
): Promise<StackParameter> {
  if (SSM_TYPE.test(declaration.Type)) {
    const resolved = await readSsm(value);
    if (resolved === undefined) {
      throw validationError(`Unable to fetch parameters [${value}] from parameter store for this account.`);
    }
    return { key, value, resolved };
  }
  if (!TYPES.has(declaration.Type)) throw notInThisEngine(`The type ${declaration.Type} of parameter ${key}`);
  check(key, value, declaration);
  return { key, value };
}

function check(key: string, value: string, declaration: ParameterDeclaration): void {
  const complaint = complaintAbout(key, value, declaration);
  if (complaint === undefined) return;
  throw validationError(
    declaration.ConstraintDescription === undefined
      ? `Parameter '${key}' ${complaint}`
      : `Parameter ${key} failed to satisfy constraint: ${declaration.ConstraintDescription}`,
  );
}

/** The first rule of its declaration that a value breaks. */
function complaintAbout(key: string, value: string, declaration: ParameterDeclaration): string | undefined {
  const { AllowedValues, AllowedPattern, MinLength, MaxLength, MinValue, MaxValue, Type } = declaration;
  // Of a list each entry is looked at (the User Guide, "Parameters").
  const entries = isList(Type) ? entriesOf(value) : [value];
  const number = Number(value);
  if (/Number/.test(Type) && entries.some((one) => one.trim() === "" || Number.isNaN(Number(one)))) {
    return "must be a number";
  }
  if (AllowedValues !== undefined && !entries.every((one) => AllowedValues.includes(one))) {
    return "must be one of AllowedValues";
  }
  if (AllowedPattern !== undefined && !entries.every((one) => matches(key, AllowedPattern, one))) {
    return `must match pattern ${AllowedPattern}`;
  }
  if (MinLength !== undefined && value.length < MinLength) return `must contain at least ${MinLength} characters`;
  if (MaxLength !== undefined && value.length > MaxLength) return `must contain at most ${MaxLength} characters`;
  if (MinValue !== undefined && number < MinValue) return `must be a number not less than ${MinValue}`;
  if (MaxValue !== undefined && number > MaxValue) return `must be a number not greater than ${MaxValue}`;
  return undefined;
}

function matches(key: string, pattern: string, value: string): boolean {
  let expression: RegExp;
  try {
    expression = new RegExp(`^(?:${pattern})$`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw validationError(`Template error: AllowedPattern of parameter ${key} is no regular expression: ${why}`);
  }
  const matching = withinTime(() => expression.test(value));
  if (matching === undefined) {
    throw validationError(`Template error: AllowedPattern of parameter ${key} takes too long on its value: ${pattern}`);
  }
  return matching;
}
