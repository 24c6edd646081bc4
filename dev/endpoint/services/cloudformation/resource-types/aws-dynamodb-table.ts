import { isDeepStrictEqual } from "node:util";
import * as v from "valibot";
import { type TableProperties, tableProperties } from "./aws-dynamodb-table-properties.ts";
import { updateIndexes, updateTable } from "./aws-dynamodb-table-update.ts";
import { isThere, unlessMissing } from "./missing.ts";
import { type ResourceContext, resourceType } from "./resource-type.ts";
import { until } from "./until.ts";

const Description = v.object({
  Table: v.object({ TableArn: v.string(), TableStatus: v.string(), LatestStreamArn: v.optional(v.string()) }),
});

const Expiry = v.object({ TimeToLiveDescription: v.object({ TimeToLiveStatus: v.string() }) });

/** AWS::DynamoDB::Table with its indexes, point-in-time recovery and time to live. */
export const table = resourceType({
  type: "AWS::DynamoDB::Table",
  properties: tableProperties,
  replacedBy: ["TableName", "KeySchema", "LocalSecondaryIndexes"],
  // "Replacement if you edit an existing AttributeDefinition" (the type's reference).
  replacedHere(given, before) {
    const types = new Map(before.AttributeDefinitions.map((one) => [one.AttributeName, one.AttributeType]));
    const isEdited = given.AttributeDefinitions.some(
      ({ AttributeName, AttributeType }) => (types.get(AttributeName) ?? AttributeType) !== AttributeType,
    );
    return isEdited ? ["AttributeDefinitions"] : [];
  },
  attributeNames: ["Arn", "StreamArn"],
  name: { property: "TableName", maxLength: 255 },
  exists: (context) => isThere(describe(context)),
  async create(given, context) {
    const {
      PointInTimeRecoverySpecification: _,
      TimeToLiveSpecification: __,
      SSESpecification: encryption,
      StreamSpecification: stream,
      ...members
    } = given;
    await context.dispatch("dynamodb", "CreateTable", {
      ...members,
      TableName: context.name,
      ...(encryption === undefined ? {} : { SSESpecification: encryptionOf(encryption) }),
      ...(stream === undefined ? {} : { StreamSpecification: { ...stream, StreamEnabled: true } }),
    });
    await active(context);
    await setRecoveryAndExpiry(given, {}, context);
    return context.name;
  },
  async update(given, before, context) {
    await updateTable(given, before, context, () => active(context));
    await updateIndexes(given, before, context, () => active(context));
    await setRecoveryAndExpiry(given, before, context);
  },
  async delete(_given, context) {
    await unlessMissing(context.dispatch("dynamodb", "DeleteTable", { TableName: context.name }));
    await until(`The deletion of table ${context.name}`, async () => !(await isThere(describe(context))));
  },
  async attributes(_given, context) {
    const { TableArn, LatestStreamArn } = v.parse(Description, await describe(context)).Table;
    return { Arn: TableArn, ...(LatestStreamArn === undefined ? {} : { StreamArn: LatestStreamArn }) };
  },
});

async function setRecoveryAndExpiry(
  given: Partial<TableProperties>,
  before: Partial<TableProperties>,
  context: ResourceContext,
): Promise<void> {
  const TableName = context.name;
  const { PointInTimeRecoverySpecification: recovery, TimeToLiveSpecification: expiry } = given;
  if (!isDeepStrictEqual(recovery, before.PointInTimeRecoverySpecification)) {
    await context.dispatch("dynamodb", "UpdateContinuousBackups", {
      TableName,
      PointInTimeRecoverySpecification: recovery ?? { PointInTimeRecoveryEnabled: false },
    });
  }
  if (isDeepStrictEqual(expiry, before.TimeToLiveSpecification)) return;
  const Enabled = expiry?.Enabled ?? false;
  const now = v.parse(Expiry, await context.dispatch("dynamodb", "DescribeTimeToLive", { TableName }));
  // DynamoDB refuses what is so already: where an update has failed before it came to this, there is nothing to undo.
  if ((now.TimeToLiveDescription.TimeToLiveStatus === "ENABLED") === Enabled) return;
  const AttributeName = expiry?.AttributeName ?? before.TimeToLiveSpecification?.AttributeName;
  const TimeToLiveSpecification = { AttributeName, Enabled };
  await context.dispatch("dynamodb", "UpdateTimeToLive", { TableName, TimeToLiveSpecification });
}

function describe(context: ResourceContext): Promise<unknown> {
  return context.dispatch("dynamodb", "DescribeTable", { TableName: context.name });
}

async function active(context: ResourceContext): Promise<void> {
  await until(`The table ${context.name} becoming active`, async () => {
    return v.parse(Description, await describe(context)).Table.TableStatus === "ACTIVE";
  });
}

function encryptionOf({ SSEEnabled, ...rest }: NonNullable<TableProperties["SSESpecification"]>): object {
  return { Enabled: SSEEnabled, ...rest };
}
