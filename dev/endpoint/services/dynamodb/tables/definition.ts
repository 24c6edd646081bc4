import type { KeyType } from "../values/attribute-value.ts";

/** What is stored of a table beside its items, as JSON. */
export interface TableDefinition {
  /** UUID. */
  tableId: string;
  attributeDefinitions: AttributeDefinition[];
  keySchema: KeySchemaElement[];
  billingMode: BillingMode;
  throughput: Throughput;
  indexes: IndexDefinition[];
  /** Epoch seconds. */
  createdAt: number;
  /** Epoch seconds of the last change to on-demand. */
  onDemandSince?: number;
  deletionProtection: boolean;
  tableClass?: TableClass;
  onDemandThroughput?: OnDemandThroughput;
  encryption?: Encryption;
  /** Attribute that holds the epoch second at which an item expires. */
  timeToLive?: string;
  pointInTimeRecovery?: PointInTimeRecovery;
  tags: Tag[];
}

/** An index; its number is the one of its entries. */
export interface IndexDefinition {
  id: number;
  name: string;
  kind: "local" | "global";
  status: "CREATING" | "ACTIVE" | "DELETING";
  keySchema: KeySchemaElement[];
  projection: IndexProjection;
  throughput: Throughput;
  onDemandThroughput?: OnDemandThroughput;
}

export type BillingMode = "PROVISIONED" | "PAY_PER_REQUEST";
export type TableClass = "STANDARD" | "STANDARD_INFREQUENT_ACCESS";

export interface AttributeDefinition {
  readonly AttributeName: string;
  readonly AttributeType: KeyType;
}

export interface KeySchemaElement {
  readonly AttributeName: string;
  readonly KeyType: "HASH" | "RANGE";
}

export interface IndexProjection {
  readonly ProjectionType?: "ALL" | "KEYS_ONLY" | "INCLUDE";
  readonly NonKeyAttributes?: string[];
}

/** Capacity units; 0 where the table is on demand. */
export interface Throughput {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
}

export interface OnDemandThroughput {
  readonly MaxReadRequestUnits?: number;
  readonly MaxWriteRequestUnits?: number;
}

export interface Encryption {
  readonly Enabled?: boolean;
  readonly SSEType?: "AES256" | "KMS";
  readonly KMSMasterKeyId?: string;
}

/** Since when, in epoch seconds, and for how many days. */
export interface PointInTimeRecovery {
  readonly since: number;
  readonly days: number;
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** A key attribute with its type. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyType;
}

/** Partition key and, where there is one, sort key of a table or an index. */
export function keyAttributes(
  definition: Pick<TableDefinition, "attributeDefinitions">,
  keySchema: readonly KeySchemaElement[],
): KeyAttribute[] {
  return keySchema.map(({ AttributeName: name }) => {
    const found = definition.attributeDefinitions.find((attribute) => attribute.AttributeName === name);
    if (found === undefined) throw new Error(`The key attribute ${name} has no definition`);
    return { name, type: found.AttributeType };
  });
}
