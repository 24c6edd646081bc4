import { randomUUID } from "node:crypto";
import type { Operation } from "../../../service.ts";
import { type Dynamodb, permission } from "../context.ts";
import { resourceInUse, validationError } from "../errors.ts";
import { type InputShape, checkInput, dynaliteShape } from "../check-input.ts";
import type {
  AttributeDefinition,
  IndexDefinition,
  KeySchemaElement,
  Tag,
  TableDefinition,
} from "../tables/definition.ts";
import { type TableDescription, describeTable } from "../tables/describe.ts";
import {
  type IndexInput,
  NEW_TABLE_MEMBERS,
  TAGS,
  type TableSettings,
  UNSUPPORTED_MEMBERS,
  refuseMembers,
  withOnDemand,
} from "./table-shapes.ts";

interface Input extends TableSettings {
  readonly AttributeDefinitions: AttributeDefinition[];
  readonly KeySchema: KeySchemaElement[];
  readonly LocalSecondaryIndexes?: IndexInput[];
  readonly GlobalSecondaryIndexes?: IndexInput[];
  readonly Tags?: Tag[];
}

interface Output {
  readonly TableDescription: TableDescription;
}

/** Makes a table. The answer says CREATING, as AWS's does; the table can be used at once. */
export function createTable({ host, tables }: Dynamodb): Operation<Input, Output> {
  return {
    parse(input) {
      refuseMembers("CreateTable", input, UNSUPPORTED_MEMBERS);
      const parsed = checkInput(shape(), input) as Input;
      checkDefinitionsUsed(parsed);
      return parsed;
    },
    permissions: (input, call) => [
      permission("CreateTable", input.TableName, call),
      ...(input.Tags === undefined ? [] : [permission("TagResource", input.TableName, call)]),
    ],
    run: (input, call) =>
      host.state.write(() => {
        const name = tableName(input.TableName);
        if (tables.find(name, call) !== undefined) throw resourceInUse(`Table already exists: ${name}`);
        const table = tables.insert(name, call, definitionOf(input, Date.now() / 1000));
        const creating = {
          ...table,
          definition: { ...table.definition, indexes: table.definition.indexes.map(markCreating) },
        };
        return { TableDescription: describeTable(tables, creating, "CREATING") };
      }),
  };
}

function shape(): InputShape {
  const base = dynaliteShape("createTable");
  return {
    ...base,
    types: {
      ...base.types,
      ...NEW_TABLE_MEMBERS,
      GlobalSecondaryIndexes: withOnDemand(base.types["GlobalSecondaryIndexes"]),
      Tags: TAGS,
    },
  };
}

function definitionOf(input: Input, now: number): TableDefinition {
  const onDemand = input.BillingMode === "PAY_PER_REQUEST";
  return {
    tableId: randomUUID(),
    attributeDefinitions: input.AttributeDefinitions,
    keySchema: input.KeySchema,
    billingMode: input.BillingMode ?? "PROVISIONED",
    throughput: input.ProvisionedThroughput ?? { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
    indexes: [
      ...(input.LocalSecondaryIndexes ?? []).map((index) => indexOf(index, "local")),
      ...(input.GlobalSecondaryIndexes ?? []).map((index) => indexOf(index, "global")),
    ],
    createdAt: now,
    ...(onDemand ? { onDemandSince: now } : {}),
    deletionProtection: input.DeletionProtectionEnabled ?? false,
    ...(input.TableClass === undefined ? {} : { tableClass: input.TableClass }),
    ...(input.OnDemandThroughput === undefined ? {} : { onDemandThroughput: input.OnDemandThroughput }),
    ...(input.SSESpecification?.Enabled === true ? { encryption: input.SSESpecification } : {}),
    tags: input.Tags ?? [],
  };
}

/** An index that has no number yet. */
export function indexOf(input: IndexInput, kind: IndexDefinition["kind"]): IndexDefinition {
  return {
    id: 0,
    name: input.IndexName,
    kind,
    status: "ACTIVE",
    keySchema: input.KeySchema,
    projection: input.Projection,
    throughput: input.ProvisionedThroughput ?? { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
    ...(input.OnDemandThroughput === undefined ? {} : { onDemandThroughput: input.OnDemandThroughput }),
  };
}

function markCreating(index: IndexDefinition): IndexDefinition {
  return { ...index, status: "CREATING" };
}

/** Every attribute that is defined must be part of a key; dynalite checks that for tables without indexes alone. */
function checkDefinitionsUsed(input: Input): void {
  const schemas = [...(input.LocalSecondaryIndexes ?? []), ...(input.GlobalSecondaryIndexes ?? [])];
  const keys = [...input.KeySchema, ...schemas.flatMap((index) => index.KeySchema)].map((key) => key.AttributeName);
  const defined = input.AttributeDefinitions.map((attribute) => attribute.AttributeName);
  if (defined.every((name) => keys.includes(name))) return;
  const used = [...new Set(keys)].join(", ");
  throw validationError(
    `One or more parameter values were invalid: Some AttributeDefinitions are not used. AttributeDefinitions: [${defined.join(", ")}], keys used: [${used}]`,
  );
}

function tableName(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf("/") + 1);
}
