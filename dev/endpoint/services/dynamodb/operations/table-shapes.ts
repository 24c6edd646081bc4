import { notSupported } from "../../../errors.ts";
import type { InputShape, MemberShape } from "../check-input.ts";
import type {
  AttributeDefinition,
  BillingMode,
  Encryption,
  IndexProjection,
  KeySchemaElement,
  OnDemandThroughput,
  TableClass,
  Throughput,
} from "../tables/definition.ts";

/** An index as CreateTable and UpdateTable take it. */
export interface IndexInput {
  readonly IndexName: string;
  readonly KeySchema: KeySchemaElement[];
  readonly Projection: IndexProjection;
  readonly ProvisionedThroughput?: Throughput;
  readonly OnDemandThroughput?: OnDemandThroughput;
}

/** What CreateTable and UpdateTable have in common. */
export interface TableSettings {
  readonly TableName: string;
  readonly AttributeDefinitions?: AttributeDefinition[];
  readonly BillingMode?: BillingMode;
  readonly ProvisionedThroughput?: Throughput;
  readonly OnDemandThroughput?: OnDemandThroughput;
  readonly DeletionProtectionEnabled?: boolean;
  readonly SSESpecification?: Encryption;
  readonly TableClass?: TableClass;
}

const ON_DEMAND: MemberShape = {
  type: "FieldStruct<OnDemandThroughput>",
  children: { MaxReadRequestUnits: "Long", MaxWriteRequestUnits: "Long" },
};

/** Members that both operations have got since dynalite's shapes were written. */
export const NEW_TABLE_MEMBERS: InputShape["types"] = {
  DeletionProtectionEnabled: "Boolean",
  TableClass: { type: "String", enum: ["STANDARD", "STANDARD_INFREQUENT_ACCESS"] },
  OnDemandThroughput: ON_DEMAND,
  SSESpecification: {
    type: "FieldStruct<SSESpecification>",
    children: {
      Enabled: "Boolean",
      SSEType: { type: "String", enum: ["AES256", "KMS"] },
      KMSMasterKeyId: "String",
    },
  },
};

/** Tags as CreateTable and TagResource take them. */
export const TAGS: MemberShape = {
  type: "List",
  children: {
    type: "ValueStruct<Tag>",
    children: {
      Key: { type: "String", notNull: true, lengthGreaterThanOrEqual: 1, lengthLessThanOrEqual: 128 },
      Value: { type: "String", notNull: true, lengthLessThanOrEqual: 256 },
    },
  },
};

/** A list of indexes with the on-demand limits that dynalite does not know. */
export function withOnDemand(list: MemberShape | undefined): MemberShape {
  const index = structure(list).children;
  return { ...structure(list), children: withMember(index as MemberShape, "OnDemandThroughput", ON_DEMAND) };
}

/** A structure's shape with one more member. */
function withMember(shape: MemberShape | undefined, name: string, member: MemberShape): MemberShape {
  const base = structure(shape);
  return { ...base, children: { ...(base.children as Record<string, MemberShape>), [name]: member } };
}

function structure(shape: MemberShape | undefined): Exclude<MemberShape, string> {
  if (shape === undefined || typeof shape === "string") throw new Error("dynalite's shape is not a structure");
  return shape;
}

/** Throws by name for members that this engine does not have; a disabled stream is none. */
export function refuseMembers(operation: string, input: unknown, names: readonly string[]): void {
  if (typeof input !== "object" || input === null) return;
  for (const name of names) {
    const value = (input as Record<string, unknown>)[name];
    if (value === undefined || value === null || isDisabledStream(name, value)) continue;
    throw notSupported("dynamodb", `${operation} with ${name}`);
  }
}

function isDisabledStream(name: string, value: unknown): boolean {
  if (name !== "StreamSpecification" || typeof value !== "object" || value === null) return false;
  return "StreamEnabled" in value && value.StreamEnabled === false;
}

/** Members of both operations that stand for streams, replicas, policies and reserved throughput. */
export const UNSUPPORTED_MEMBERS = [
  "StreamSpecification",
  "ResourcePolicy",
  "WarmThroughput",
  "ReplicaUpdates",
  "GlobalTableWitnessUpdates",
  "MultiRegionConsistency",
  "GlobalTableSettingsReplicationMode",
] as const;
