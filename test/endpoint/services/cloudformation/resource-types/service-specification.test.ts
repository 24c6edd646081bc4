import { loadAwsServiceSpec } from "@aws-cdk/aws-service-spec";
import type { Property, PropertyType, Resource } from "@aws-cdk/service-spec-types";
import { beforeAll, expect, test } from "vitest";
import { RESOURCE_TYPES } from "../../../../../dev/endpoint/services/cloudformation/resource-types/table.ts";

/** Types that AWS publishes no schema of. */
const OURS_ALONE = new Set(["AWS::CDK::Metadata", "Custom::S3BucketNotifications"]);

/** Properties of which a change replaces here and not on AWS, with the reason. */
const REPLACED_HERE_ALONE: Readonly<Record<string, string>> = {
  "AWS::IAM::ManagedPolicy PolicyDocument": "IAM keeps one version of a policy (dev/docs/gaps.md)",
  "AWS::DynamoDB::Table LocalSecondaryIndexes": "DynamoDB cannot change them on a table that is there",
};

/** Attributes that are not here, with the reason. */
const LEFT_OUT: Readonly<Record<string, RegExp>> = {
  // Each output is one besides; of these two it is not known what they yield.
  "AWS::CloudFormation::Stack":
    /^(CreationTime|LastUpdateTime|StackId|StackStatus|Outputs|ChangeSetId|ParentId|RootId)/,
  "AWS::S3::Bucket": /^Metadata(Table)?Configuration\./,
  "AWS::Lambda::Function": /^SnapStartResponse/,
  "AWS::IAM::ManagedPolicy":
    /^(PolicyId|DefaultVersionId|AttachmentCount|PermissionsBoundaryUsageCount|IsAttachable|CreateDate|UpdateDate)$/,
};

type Database = Awaited<ReturnType<typeof loadAwsServiceSpec>>;

let database: Database;
beforeAll(async () => {
  database = await loadAwsServiceSpec();
}, 60_000);

function published(type: string): Resource {
  const [resource] = database.lookup("resource", "cloudFormationType", "equals", type);
  if (resource === undefined) throw new Error(`There is no ${type} in the specification`);
  return resource;
}

test.each(RESOURCE_TYPES.filter(({ type }) => !OURS_ALONE.has(type)).map((one) => [one.type, one] as const))(
  "%s",
  (type, ours) => {
    const { properties, attributes } = published(type);
    expect(namesOf(ours.schema).filter((path) => !isPublished(properties, path))).toEqual([]);

    const replacing = ours.supported.filter((name) => properties[name]?.causesReplacement === "yes");
    expect(ours.replacedBy.filter((name) => !(`${type} ${name}` in REPLACED_HERE_ALONE)).toSorted()).toEqual(
      replacing.toSorted(),
    );

    const known = Object.keys(attributes).filter((name) => LEFT_OUT[type]?.test(name) !== true);
    expect([...ours.attributeNames].toSorted()).toEqual(known.toSorted());
  },
);

test("what is replaced here alone is still so, and still ours alone", () => {
  for (const key of Object.keys(REPLACED_HERE_ALONE)) {
    const [type = "", name = ""] = key.split(" ");
    expect(RESOURCE_TYPES.find((one) => one.type === type)?.replacedBy).toContain(name);
    expect(published(type).properties[name]?.causesReplacement).toBeUndefined();
  }
});

/** Dotted paths of everything that a schema knows by name; lists and pipes leave no trace in them. */
function namesOf(schema: unknown): string[] {
  const { type, entries, wrapped, item, options, pipe } = schema as {
    type?: string;
    entries?: Record<string, unknown>;
    wrapped?: unknown;
    item?: unknown;
    options?: unknown[];
    pipe?: unknown[];
  };
  if (pipe !== undefined) return namesOf({ ...(pipe[0] as object), pipe: undefined });
  if (wrapped !== undefined) return namesOf(wrapped);
  if (item !== undefined) return namesOf(item);
  if (type === "union") return (options ?? []).flatMap(namesOf);
  return Object.entries(entries ?? {}).flatMap(([name, member]) => [
    name,
    ...namesOf(member).map((inner) => `${name}.${inner}`),
  ]);
}

function isPublished(properties: Readonly<Record<string, Property>>, path: string): boolean {
  const [name = "", ...rest] = path.split(".");
  const property = properties[name];
  if (property === undefined) return false;
  if (rest.length === 0) return true;
  return membersOf(property.type).some((members) => isPublished(members, rest.join(".")));
}

/** The properties of what a type is made of. */
function membersOf(type: PropertyType): Readonly<Record<string, Property>>[] {
  switch (type.type) {
    case "ref":
      return [database.get("typeDefinition", type.reference.$ref).properties];
    case "array":
    case "map":
      return membersOf(type.element);
    case "union":
      return type.types.flatMap(membersOf);
    case "tag":
      return [{ Key: { type: { type: "string" } }, Value: { type: { type: "string" } } }];
    default:
      return [];
  }
}
