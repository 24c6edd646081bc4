import * as v from "valibot";
import type { ApiOperation, ApiRequest } from "../../../model/api.ts";
import type { ServiceName } from "../../../service.ts";

/** What is known of the resource that is being made, changed or removed. */
export interface ResourceContext {
  readonly account: string;
  readonly region: string;
  readonly stackName: string;
  readonly logicalId: string;
  /** Given or generated name; empty where the type has no names. */
  readonly name: string;
  /** Empty in `create`. */
  readonly physicalId: string;
  /** Stacks that are resources of this one. */
  readonly nested: NestedStackCalls;
  /** Calls a service under the policy of the stack's caller. */
  dispatch<Service extends ServiceName, const Name extends ApiOperation<Service>>(
    service: Service,
    operation: Name,
    input: ApiRequest<Service, Name>,
  ): Promise<unknown>;
}

/** What a stack does with a stack that is a resource of it; each call waits until that one is settled. */
export interface NestedStackCalls {
  /** Resolves with its ARN. */
  create(name: string, request: NestedStackRequest): Promise<string>;
  update(id: string, request: NestedStackRequest): Promise<void>;
  remove(nameOrId: string): Promise<void>;
  outputs(id: string): Promise<Record<string, string>>;
}

/** What a nested stack is to be made of. */
export interface NestedStackRequest {
  readonly TemplateURL: string;
  readonly Parameters: Readonly<Record<string, string>>;
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
}

/** How a type's resources are named where the template names none. */
export interface NameRule {
  /** Property that can hold the name; absent where every name is generated. */
  readonly property?: string;
  readonly maxLength: number;
  /** Names are lower-case only (buckets). */
  readonly lowerCase?: boolean;
}

/** A resource type of CloudFormation over the API of its service. */
export interface ResourceType<Properties = Readonly<Record<string, unknown>>> {
  /** For example `AWS::SQS::Queue`. */
  readonly type: string;
  /** Names of the properties that the embedded engine supports. */
  readonly supported: readonly string[];
  /** The schema of the properties. */
  readonly schema: v.GenericSchema;
  /** Properties of which a change needs a new resource. */
  readonly replacedBy: readonly string[];
  /** Those, besides, of which a change does in this case. */
  replacedHere?(properties: Properties, before: Properties): readonly string[];
  /** Why a change is not to be, told before anything is changed; undefined where it can be. */
  refusal?(properties: Properties, before: Properties): string | undefined;
  /** What `Fn::GetAtt` may ask for. */
  readonly attributeNames: readonly string[];
  /** What it may ask for besides, where the names depend on the resource. */
  hasAttribute?(name: string): boolean;
  readonly name?: NameRule;
  /** Capability that a template with this type needs, apart from names. */
  readonly capability?: "CAPABILITY_IAM";
  /** What is wrong with the properties, one text each. */
  check(properties: Readonly<Record<string, unknown>>): PropertyIssue[];
  /** Whether a resource of that name is there already, made by somebody else. */
  exists?(context: ResourceContext): Promise<boolean>;
  /** Makes the resource; resolves with its physical id once it can be used. */
  create(properties: Properties, context: ResourceContext): Promise<string>;
  update(properties: Properties, before: Properties, context: ResourceContext): Promise<void>;
  /** Removes the resource; one that is not there any more is fine. */
  delete(properties: Properties, context: ResourceContext): Promise<void>;
  /** What `Fn::GetAtt` yields for those names. */
  attributes(properties: Properties, context: ResourceContext): Promise<Record<string, string>>;
}

/** Of the properties that differ, those of which the change needs a new resource. */
export function replacingProperties(
  type: ResourceType,
  changed: readonly string[],
  properties: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, unknown>>,
): string[] {
  const replacing = new Set([...type.replacedBy, ...(type.replacedHere?.(properties, before) ?? [])]);
  return changed.filter((property) => replacing.has(property));
}

/** One thing that is wrong with a resource's properties. */
export interface PropertyIssue {
  /** `Rules/0/Status` */
  readonly path: string;
  readonly message: string;
  /** The property is one that the embedded engine does not know. */
  readonly unsupported: boolean;
  /** The value that is wrong. */
  readonly value: unknown;
}

type Entries = v.ObjectEntries;

/** What a resource type's own file says about it. */
export type ResourceTypeDefinition<Schema extends v.StrictObjectSchema<Entries, undefined>> = Omit<
  ResourceType<v.InferOutput<Schema>>,
  "supported" | "check" | "schema"
> & { readonly properties: Schema };

/** Makes a resource type of its definition: properties are parsed by the schema before they reach it. */
export function resourceType<Schema extends v.StrictObjectSchema<Entries, undefined>>(
  definition: ResourceTypeDefinition<Schema>,
): ResourceType {
  const { properties: schema, create, update, delete: remove, attributes, replacedHere, refusal, ...rest } = definition;
  const parse = (properties: unknown): v.InferOutput<Schema> => {
    const parsed = v.safeParse(schema, properties);
    if (parsed.success) return parsed.output;
    throw new Error(parsed.issues.map((issue) => issue.message).join("; "));
  };
  return {
    ...rest,
    schema,
    supported: Object.keys(schema.entries),
    check(properties) {
      const parsed = v.safeParse(schema, properties);
      return parsed.success ? [] : parsed.issues.map(toPropertyIssue);
    },
    create: (properties, context) => create(parse(properties), context),
    update: (properties, before, context) => update(parse(properties), parse(before), context),
    delete: (properties, context) => remove(parse(properties), context),
    attributes: (properties, context) => attributes(parse(properties), context),
    // What is planned may hold values that are known only later, which no schema takes.
    replacedHere: (properties, before) =>
      v.is(schema, properties) ? (replacedHere?.(parse(properties), parse(before)) ?? []) : [],
    refusal: (properties, before) => refusal?.(parse(properties), parse(before)),
  };
}

function toPropertyIssue(issue: v.BaseIssue<unknown>): PropertyIssue {
  return {
    path: (issue.path ?? []).map((item) => String(item.key)).join("/"),
    message: issue.message,
    unsupported: issue.expected === "never",
    value: issue.input,
  };
}
