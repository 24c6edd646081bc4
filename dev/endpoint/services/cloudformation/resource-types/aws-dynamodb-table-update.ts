import { isDeepStrictEqual } from "node:util";
import * as v from "valibot";
import type { TableProperties } from "./aws-dynamodb-table-properties.ts";
import type { ResourceContext } from "./resource-type.ts";
import { changeTags } from "./tag-changes.ts";

type Wait = () => Promise<void>;

const Throughput = v.object({ ReadCapacityUnits: v.number(), WriteCapacityUnits: v.number() });

const Present = v.object({
  Table: v.object({
    ProvisionedThroughput: Throughput,
    GlobalSecondaryIndexes: v.optional(
      v.array(
        v.object({
          IndexName: v.string(),
          KeySchema: v.array(v.object({ AttributeName: v.string(), KeyType: v.string() })),
          Projection: v.object({
            ProjectionType: v.string(),
            NonKeyAttributes: v.exactOptional(v.array(v.string())),
          }),
          ProvisionedThroughput: Throughput,
        }),
      ),
      [],
    ),
  }),
});

/** Changes billing, encryption, stream, class, deletion protection and tags of a table. */
export async function updateTable(
  given: TableProperties,
  before: TableProperties,
  context: ResourceContext,
  active: Wait,
): Promise<void> {
  const changes: Record<string, unknown> = {};
  if (given.BillingMode !== before.BillingMode) changes["BillingMode"] = given.BillingMode ?? "PROVISIONED";
  const { ProvisionedThroughput: throughput } = given;
  if (throughput !== undefined && !isDeepStrictEqual(throughput, before.ProvisionedThroughput)) {
    // DynamoDB refuses one that the table has already, as where an update is undone that had failed at it.
    const { ProvisionedThroughput: now } = await present(context);
    if (!isDeepStrictEqual(throughput, now)) changes["ProvisionedThroughput"] = throughput;
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

/**
 * Adds and removes global secondary indexes, one a call, as DynamoDB wants it. What of them the table has is asked,
 * since an update that is undone may have come to some of them alone.
 */
export async function updateIndexes(
  given: TableProperties,
  before: TableProperties,
  context: ResourceContext,
  active: Wait,
): Promise<void> {
  if (isDeepStrictEqual(given.GlobalSecondaryIndexes, before.GlobalSecondaryIndexes)) return;
  const TableName = context.name;
  const { GlobalSecondaryIndexes } = await present(context);
  const declared = new Set(before.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName));
  const wanted = new Map(given.GlobalSecondaryIndexes?.map((one) => [one.IndexName, one]));
  const there = new Map(GlobalSecondaryIndexes.map((one) => [one.IndexName, one]));
  const update = async (change: Record<string, unknown>): Promise<void> => {
    const { AttributeDefinitions } = given;
    const input = { TableName, AttributeDefinitions, GlobalSecondaryIndexUpdates: [change] };
    await context.dispatch("dynamodb", "UpdateTable", input);
    await active();
  };
  for (const [IndexName, index] of there) {
    const after = wanted.get(IndexName);
    // One that somebody else has added stays.
    if (after === undefined && !declared.has(IndexName)) continue;
    if (after === undefined || !sameShape(index, after)) await update({ Delete: { IndexName } });
  }
  for (const [IndexName, index] of wanted) {
    const old = there.get(IndexName);
    const { ProvisionedThroughput = old?.ProvisionedThroughput } = index;
    if (old === undefined || !sameShape(old, index)) await update({ Create: index });
    else if (!isDeepStrictEqual(old.ProvisionedThroughput, ProvisionedThroughput)) {
      await update({ Update: { IndexName, ProvisionedThroughput } });
    }
  }
}

async function present(context: ResourceContext): Promise<v.InferOutput<typeof Present>["Table"]> {
  const answer = await context.dispatch("dynamodb", "DescribeTable", { TableName: context.name });
  return v.parse(Present, answer).Table;
}

interface Shape {
  readonly KeySchema: readonly object[];
  readonly Projection: { readonly ProjectionType: string; readonly NonKeyAttributes?: readonly string[] | undefined };
}

function sameShape(left: Shape, right: Shape): boolean {
  return isDeepStrictEqual(comparable(left), comparable(right));
}

function comparable({ KeySchema, Projection }: Shape): unknown {
  return [KeySchema, Projection.ProjectionType, (Projection.NonKeyAttributes ?? []).toSorted()];
}
