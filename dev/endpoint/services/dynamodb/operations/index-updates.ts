import { ServiceError } from "../../../errors.ts";
import type { Dynamodb } from "../context.ts";
import { resourceInUse, resourceNotFound, validationError } from "../errors.ts";
import type { AttributeDefinition, IndexDefinition, OnDemandThroughput, Throughput } from "../tables/definition.ts";
import type { Table } from "../tables/table-store.ts";
import { indexOf } from "./create-table.ts";
import type { IndexInput } from "./table-shapes.ts";

/** Global indexes of one table, as CreateTable's checks have it. */
const MOST_GLOBAL = 20;

/** One of `GlobalSecondaryIndexUpdates`. */
export interface IndexUpdate {
  readonly Create?: IndexInput;
  readonly Update?: {
    readonly IndexName: string;
    readonly ProvisionedThroughput?: Throughput;
    readonly OnDemandThroughput?: OnDemandThroughput;
  };
  readonly Delete?: { readonly IndexName: string };
}

/** Throws what can be said against the updates before the table is known. */
export function checkIndexUpdates(updates: readonly IndexUpdate[]): void {
  const names = updates.map(({ Create, Update, Delete }) => {
    const name = Create?.IndexName ?? Update?.IndexName ?? Delete?.IndexName;
    if (name !== undefined) return name;
    throw validationError(
      "One or more parameter values were invalid: One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null",
    );
  });
  const twice = names.find((name, position) => names.indexOf(name) !== position);
  if (twice !== undefined) {
    throw validationError(
      `One or more parameter values were invalid: Only one global secondary index update per index is allowed simultaneously. Index: ${twice}`,
    );
  }
  if (updates.filter((update) => update.Update === undefined).length > 1) {
    throw new ServiceError(
      "LimitExceededException",
      "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table",
    );
  }
}

/** Changes the definition; the returned function starts the filling and dropping, once the definition is stored. */
export function changeIndexes(
  dynamodb: Dynamodb,
  table: Table,
  updates: readonly IndexUpdate[],
  attributes: readonly AttributeDefinition[] | undefined,
): () => void {
  const jobs: (() => void)[] = [];
  for (const { Create: create, Update: update, Delete: unwanted } of updates) {
    if (create !== undefined) {
      const index = addIndex(dynamodb, table, create, attributes ?? []);
      jobs.push(() => dynamodb.jobs.add("fillIndex", table, index.id));
    } else if (update !== undefined) {
      const index = globalIndex(table, update.IndexName);
      index.throughput = update.ProvisionedThroughput ?? index.throughput;
      if (update.OnDemandThroughput !== undefined) index.onDemandThroughput = update.OnDemandThroughput;
    } else if (unwanted !== undefined) {
      const index = globalIndex(table, unwanted.IndexName);
      if (index.status !== "ACTIVE") throw inUse(table, index);
      index.status = "DELETING";
      jobs.push(() => dynamodb.jobs.add("dropIndex", table, index.id));
    }
  }
  return () => jobs.forEach((start) => start());
}

function addIndex(
  { tables }: Dynamodb,
  table: Table,
  input: IndexInput,
  attributes: readonly AttributeDefinition[],
): IndexDefinition {
  const { definition } = table;
  if (definition.indexes.some(({ name }) => name === input.IndexName)) {
    throw validationError("Attempting to create an index which already exists");
  }
  if (definition.indexes.filter(({ kind }) => kind === "global").length >= MOST_GLOBAL) throw tooManyIndexes();
  const busy = definition.indexes.find(({ status }) => status !== "ACTIVE");
  if (busy !== undefined) throw inUse(table, busy);
  for (const attribute of attributes) {
    if (definition.attributeDefinitions.every(({ AttributeName: name }) => name !== attribute.AttributeName)) {
      definition.attributeDefinitions.push(attribute);
    }
  }
  checkKeySchema(table, input);
  if (definition.billingMode === "PROVISIONED" && input.ProvisionedThroughput === undefined) {
    throw validationError(
      `One or more parameter values were invalid: ProvisionedThroughput must be specified for index: ${input.IndexName}`,
    );
  }
  const index: IndexDefinition = { ...indexOf(input, "global"), id: tables.addIndex(table), status: "CREATING" };
  definition.indexes.push(index);
  return index;
}

function checkKeySchema({ definition }: Table, { KeySchema: schema, Projection: projection }: IndexInput): void {
  const keys = schema.map((key) => key.AttributeName);
  const defined = definition.attributeDefinitions.map((attribute) => attribute.AttributeName);
  if (keys.some((key) => !defined.includes(key))) {
    throw validationError(
      `One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [${keys.join(", ")}], AttributeDefinitions: [${defined.join(", ")}]`,
    );
  }
  const [partition, sort] = schema;
  if (partition?.KeyType !== "HASH") {
    throw validationError("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  }
  if (sort !== undefined && sort.KeyType !== "RANGE") {
    throw validationError("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
  }
  if (sort?.AttributeName === partition.AttributeName) {
    throw validationError("Both the Hash Key and the Range Key element in the KeySchema have the same name");
  }
  if (projection.ProjectionType === undefined) {
    throw validationError("One or more parameter values were invalid: Unknown ProjectionType: null");
  }
  if (projection.NonKeyAttributes !== undefined && projection.ProjectionType !== "INCLUDE") {
    throw validationError(
      `One or more parameter values were invalid: ProjectionType is ${projection.ProjectionType}, but NonKeyAttributes is specified`,
    );
  }
}

/** AWS's words for UpdateTable were found nowhere; these are CreateTable's. */
function tooManyIndexes(): ServiceError {
  return new ServiceError(
    "LimitExceededException",
    `One or more parameter values were invalid: GlobalSecondaryIndex count exceeds the per-table limit of ${MOST_GLOBAL}`,
  );
}

function globalIndex({ definition }: Table, name: string): IndexDefinition {
  const index = definition.indexes.find((candidate) => candidate.kind === "global" && candidate.name === name);
  if (index === undefined) throw resourceNotFound();
  return index;
}

function inUse({ name }: Table, index: IndexDefinition): ServiceError {
  return resourceInUse(
    `Attempt to change a resource which is still in use: Index is being ${
      index.status === "CREATING" ? "created" : "deleted"
    }: ${index.name}. Table: ${name}`,
  );
}
