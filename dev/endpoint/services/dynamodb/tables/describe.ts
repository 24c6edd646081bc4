import type { IndexDefinition, Throughput } from "./definition.ts";
import { type Table, type TableStore, tableArn } from "./table-store.ts";

/** TableDescription of a table as it is stored, or in the status that a call has just begun. */
export function describeTable(tables: TableStore, table: Table, status: string = table.status): TableDescription {
  const { definition } = table;
  const arn = tableArn(table.name, { region: table.region, caller: { account: table.account } });
  const size = tables.size(table.id, 0);
  const indexes = (kind: IndexDefinition["kind"]): IndexDescription[] =>
    definition.indexes
      .filter((index) => index.kind === kind)
      .map((index) => describeIndex(tables, table, arn, index, status));
  const [local, global] = [indexes("local"), indexes("global")];
  return {
    AttributeDefinitions: definition.attributeDefinitions,
    TableName: table.name,
    KeySchema: definition.keySchema,
    TableStatus: status,
    CreationDateTime: definition.createdAt,
    ProvisionedThroughput: describeThroughput(definition.throughput),
    TableSizeBytes: size.bytes,
    ItemCount: size.items,
    TableArn: arn,
    TableId: definition.tableId,
    ...(definition.onDemandSince === undefined ? {} : billing(definition.billingMode, definition.onDemandSince)),
    ...(local.length === 0 ? {} : { LocalSecondaryIndexes: local }),
    ...(global.length === 0 ? {} : { GlobalSecondaryIndexes: global }),
    ...(definition.encryption === undefined ? {} : { SSEDescription: encryption(table) }),
    ...(definition.tableClass === undefined ? {} : { TableClassSummary: { TableClass: definition.tableClass } }),
    DeletionProtectionEnabled: definition.deletionProtection,
    ...(definition.onDemandThroughput === undefined ? {} : { OnDemandThroughput: definition.onDemandThroughput }),
    WarmThroughput: warm(definition.billingMode, definition.throughput),
  };
}

/** TableDescription as the API names its members. */
export interface TableDescription extends Readonly<Record<string, unknown>> {
  readonly TableName: string;
  readonly TableStatus: string;
  readonly TableArn: string;
  readonly TableId: string;
}

type IndexDescription = Readonly<Record<string, unknown>>;

/** What AWS gives an on-demand table that never asked for more. */
const WARM = { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4000, Status: "ACTIVE" };

/** A provisioned table is as warm as its throughput. */
function warm(billingMode: string, { ReadCapacityUnits, WriteCapacityUnits }: Throughput): object {
  if (billingMode === "PAY_PER_REQUEST") return WARM;
  return { ReadUnitsPerSecond: ReadCapacityUnits, WriteUnitsPerSecond: WriteCapacityUnits, Status: "ACTIVE" };
}

function describeIndex(
  tables: TableStore,
  table: Table,
  arn: string,
  index: IndexDefinition,
  status: string,
): IndexDescription {
  const size = tables.size(table.id, index.id);
  return {
    IndexName: index.name,
    KeySchema: index.keySchema,
    Projection: index.projection,
    IndexSizeBytes: size.bytes,
    ItemCount: size.items,
    IndexArn: `${arn}/index/${index.name}`,
    ...(index.kind === "local"
      ? {}
      : {
          IndexStatus: index.status,
          // An index that was made with its table has nothing to be filled with.
          ...(index.status === "CREATING" && status !== "CREATING" ? { Backfilling: true } : {}),
          ProvisionedThroughput: describeThroughput(index.throughput),
          ...(index.onDemandThroughput === undefined ? {} : { OnDemandThroughput: index.onDemandThroughput }),
          WarmThroughput: warm(table.definition.billingMode, index.throughput),
        }),
  };
}

function describeThroughput(throughput: Throughput): object {
  return { NumberOfDecreasesToday: 0, ...throughput };
}

function billing(mode: string, since: number): object {
  return {
    BillingModeSummary: { BillingMode: mode, LastUpdateToPayPerRequestDateTime: since },
    TableThroughputModeSummary: { TableThroughputMode: mode, LastUpdateToPayPerRequestDateTime: since },
  };
}

/** AWS shows encryption with a KMS key alone; the key that it owns is the silent default. */
function encryption({ definition, region, account }: Table): object {
  const key = definition.encryption?.KMSMasterKeyId ?? "alias/aws/dynamodb";
  return {
    Status: "ENABLED",
    SSEType: "KMS",
    KMSMasterKeyArn: key.startsWith("arn:")
      ? key
      : `arn:aws:kms:${region}:${account}:${key.startsWith("alias/") ? key : `key/${key}`}`,
  };
}
