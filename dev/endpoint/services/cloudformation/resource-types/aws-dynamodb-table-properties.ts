import * as v from "valibot";
import { flag, number, tags, text } from "./property-schemas.ts";

const keySchema = v.array(v.strictObject({ AttributeName: text, KeyType: v.picklist(["HASH", "RANGE"]) }));
const throughput = v.strictObject({ ReadCapacityUnits: number, WriteCapacityUnits: number });
const projection = v.strictObject({ ProjectionType: text, NonKeyAttributes: v.optional(v.array(text)) });
const index = { IndexName: text, KeySchema: keySchema, Projection: projection };

/** Properties of AWS::DynamoDB::Table that the embedded engine supports. */
export const tableProperties = v.strictObject({
  TableName: v.optional(text),
  AttributeDefinitions: v.array(v.strictObject({ AttributeName: text, AttributeType: v.picklist(["S", "N", "B"]) })),
  BillingMode: v.optional(v.picklist(["PAY_PER_REQUEST", "PROVISIONED"])),
  DeletionProtectionEnabled: v.optional(flag),
  GlobalSecondaryIndexes: v.optional(
    v.array(v.strictObject({ ...index, ProvisionedThroughput: v.optional(throughput) })),
  ),
  KeySchema: keySchema,
  LocalSecondaryIndexes: v.optional(v.array(v.strictObject(index))),
  PointInTimeRecoverySpecification: v.optional(
    v.strictObject({ PointInTimeRecoveryEnabled: flag, RecoveryPeriodInDays: v.optional(number) }),
  ),
  ProvisionedThroughput: v.optional(throughput),
  SSESpecification: v.optional(
    v.strictObject({ SSEEnabled: flag, KMSMasterKeyId: v.optional(text), SSEType: v.optional(text) }),
  ),
  StreamSpecification: v.optional(v.strictObject({ StreamViewType: text })),
  TableClass: v.optional(text),
  Tags: v.optional(tags),
  TimeToLiveSpecification: v.optional(v.strictObject({ AttributeName: v.optional(text), Enabled: flag })),
});

/** Parsed properties of AWS::DynamoDB::Table. */
export type TableProperties = v.InferOutput<typeof tableProperties>;
