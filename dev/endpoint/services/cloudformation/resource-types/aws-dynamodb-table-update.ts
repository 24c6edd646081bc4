import { isDeepStrictEqual } from "node:util";
import type { TableProperties } from "./aws-dynamodb-table-properties.ts";
import type { ResourceContext } from "./resource-type.ts";
import { changeTags } from "./tag-changes.ts";

type Wait = () => Promise<void>;

/** Changes billing, encryption, stream, class, deletion protection and tags of a table. */
export async function updateTable(
  given: TableProperties,
  before: TableProperties,
  context: ResourceContext,
  active: Wait,
): Promise<void> {
  const changes: Record<string, unknown> = {};
  if (given.BillingMode !== before.BillingMode) changes["BillingMode"] = given.BillingMode ?? "PROVISIONED";
  if (!isDeepStrictEqual(given.ProvisionedThroughput, before.ProvisionedThroughput)) {
    if (given.ProvisionedThroughput !== undefined) changes["ProvisionedThroughput"] = given.ProvisionedThroughput;
  }
  if (given.DeletionProtectionEnabled !== before.DeletionProtectionEnabled) {
    changes["DeletionProtectionEnabled"] = given.DeletionProtectionEnabled ?? false;
  }
  if (given.TableClass !== before.TableClass) changes["TableClass"] = given.TableClass ?? "STANDARD";
  if (!isDeepStrictEqual(given.SSESpecification, before.SSESpecification)) {
    const { SSEEnabled = false, ...rest } = given.SSESpecification ?? {};
    changes["SSESpecification"] = { Enabled: SSEEnabled, ...rest };
  }
  if (!isDeepStrictEqual(given.StreamSpecification, before.StreamSpecification)) {
    changes["StreamSpecification"] = {
      StreamEnabled: given.StreamSpecification !== undefined,
      ...given.StreamSpecification,
    };
  }
  if (Object.keys(changes).length > 0) {
    await context.dispatch("dynamodb", "UpdateTable", { TableName: context.name, ...changes });
    await active();
  }
  const { set, removed } = changeTags(given.Tags, before.Tags);
  const ResourceArn = `arn:aws:dynamodb:${context.region}:${context.account}:table/${context.name}`;
  if (set.length > 0) await context.dispatch("dynamodb", "TagResource", { ResourceArn, Tags: set });
  if (removed.length > 0) await context.dispatch("dynamodb", "UntagResource", { ResourceArn, TagKeys: removed });
}

/** Adds and removes global secondary indexes, one a call, as DynamoDB wants it. */
export async function updateIndexes(
  given: TableProperties,
  before: TableProperties,
  context: ResourceContext,
  active: Wait,
): Promise<void> {
  const TableName = context.name;
  const wanted = new Map(given.GlobalSecondaryIndexes?.map((one) => [one.IndexName, one]));
  const present = new Map(before.GlobalSecondaryIndexes?.map((one) => [one.IndexName, one]));
  const update = async (change: Record<string, unknown>): Promise<void> => {
    const { AttributeDefinitions } = given;
    const input = { TableName, AttributeDefinitions, GlobalSecondaryIndexUpdates: [change] };
    await context.dispatch("dynamodb", "UpdateTable", input);
    await active();
  };
  for (const [IndexName, index] of present) {
    const after = wanted.get(IndexName);
    if (after === undefined || !sameShape(index, after)) await update({ Delete: { IndexName } });
  }
  for (const [IndexName, index] of wanted) {
    const old = present.get(IndexName);
    if (old === undefined || !sameShape(old, index)) await update({ Create: index });
    else if (!isDeepStrictEqual(old.ProvisionedThroughput, index.ProvisionedThroughput)) {
      const { ProvisionedThroughput } = index;
      await update({ Update: { IndexName, ProvisionedThroughput } });
    }
  }
}

type Index = NonNullable<TableProperties["GlobalSecondaryIndexes"]>[number];

function sameShape(left: Index, right: Index): boolean {
  return isDeepStrictEqual([left.KeySchema, left.Projection], [right.KeySchema, right.Projection]);
}
