import * as v from "valibot";
import { ServiceError } from "../../../errors.ts";
import type { Call, Host } from "../../../service.ts";
import { templateFormatError, validationError } from "../errors.ts";
import { unlessMissing } from "../resource-types/missing.ts";
import { checkSupport, neededCapability } from "./support.ts";
import type { Stack, StackInput, Tag } from "../stack.ts";
import { creationOrder, findDependencies } from "../template/dependencies.ts";
import { type GivenParameter, parameterValues, settleParameters } from "../template/parameters.ts";
import { checkRules } from "../template/rules.ts";
import { type Scope, pseudoParameters } from "../template/scope.ts";
import { type Template, parseTemplate } from "../template/template.ts";
import { importable } from "./exports.ts";
import { importsOf, missingImport } from "./imports.ts";
import { readTemplate } from "./read-template.ts";
import { transformed } from "./transform.ts";

/** The members that CreateStack, UpdateStack and CreateChangeSet share. */
export interface TemplateRequest {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
  readonly UsePreviousTemplate?: boolean | undefined;
  readonly Parameters: readonly GivenParameter[];
  readonly Tags?: readonly Tag[] | undefined;
  readonly Capabilities: readonly string[];
  readonly RoleARN?: string | undefined;
}

/** Stands for the value of an export that is not there. */
const NOT_EXPORTED = "(not exported by any stack)";

const MOST_RESOURCES = 500;

/** A request whose template, parameters and rules hold. */
export interface Prepared {
  readonly input: StackInput;
  readonly template: Template;
  readonly scope: Scope;
  /** What is said of an import that no stack exports; absent where each is there. */
  readonly missingImport?: string;
}

/**
 * Checks everything that can be known before the first resource is touched: the template, parameters, rules,
 * references, resource types and properties. Throws a ValidationError, or InsufficientCapabilitiesException.
 */
export async function prepare(
  { host }: { readonly host: Host },
  request: TemplateRequest,
  stack: { readonly name: string; readonly id: string; readonly previous: Stack | undefined },
  call: Call,
): Promise<Prepared> {
  const { previous } = stack;
  const sent =
    request.UsePreviousTemplate === true
      ? (previous?.original ?? previous?.template)
      : await readTemplate(host, request, call);
  if (sent === undefined || sent === "") {
    throw validationError("Either Template URL or Template Body must be specified.");
  }
  const made = await transformed(sent, request.Parameters, previous?.parameters ?? []);
  const body = made ?? sent;
  const template = parseTemplate(body);
  const parameters = await settleParameters(template, request.Parameters, stack.previous?.parameters ?? [], (name) =>
    readSsmParameter(host, name, call),
  );
  const identity = { account: call.caller.account, region: call.region, name: stack.name, id: stack.id };
  const exported = new Map<string, string>();
  const scope: Scope = {
    parameters: parameterValues(template, parameters),
    pseudo: pseudoParameters(identity),
    mappings: template.Mappings,
    conditions: template.Conditions,
    resource: () => undefined,
    // That one is missing is for the stack to find out, as on AWS.
    exported: (name) => exported.get(name) ?? NOT_EXPORTED,
  };
  checkSize(template);
  checkRules(template, scope);
  creationOrder(findDependencies(template));
  const names = importsOf(identity, { template: body, parameters });
  await host.state.read(() => {
    for (const name of names) {
      const value = importable(host.state, identity, name);
      if (value !== undefined) exported.set(name, value);
    }
  });
  checkSupport(template, scope);
  checkCapabilities(template, request.Capabilities);
  const tags = request.Tags ?? stack.previous?.tags ?? [];
  const roleArn = request.RoleARN ?? stack.previous?.roleArn;
  const input: StackInput = {
    template: body,
    ...(made === undefined ? {} : { original: sent }),
    parameters,
    tags,
    capabilities: request.Capabilities,
    ...(roleArn === undefined ? {} : { roleArn }),
  };
  const missing = missingImport(names, { exported: (name) => exported.get(name) });
  return { input, template, scope, ...(missing === undefined ? {} : { missingImport: missing }) };
}

/** Throws above AWS's quota for one template. */
function checkSize({ Resources }: Template): void {
  const count = Object.keys(Resources).length;
  if (count <= MOST_RESOURCES) return;
  throw templateFormatError(`Number of resources, ${count}, is greater than maximum allowed, ${MOST_RESOURCES}`);
}

function checkCapabilities(template: Template, given: readonly string[]): void {
  const needed = neededCapability(template);
  if (needed === undefined || given.includes("CAPABILITY_NAMED_IAM") || given.includes(needed)) return;
  throw new ServiceError("InsufficientCapabilitiesException", `Requires capabilities : [${needed}]`);
}

const SsmAnswer = v.object({ Parameter: v.object({ Value: v.string() }) });

async function readSsmParameter(host: Host, name: string, call: Call): Promise<string | undefined> {
  const answer = await unlessMissing(host.dispatch("ssm", "GetParameter", { Name: name }, call));
  return answer === undefined ? undefined : v.parse(SsmAnswer, answer).Parameter.Value;
}
