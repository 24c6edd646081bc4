import type { Call, Operation } from "../../../service.ts";
import { type Dynamodb, permission } from "../context.ts";
import { resourceInUse, validationError } from "../errors.ts";
import { checkInput } from "../check-input.ts";
import type { TableDefinition } from "../tables/definition.ts";
import { type TableDescription, describeTable } from "../tables/describe.ts";
import type { Table } from "../tables/table-store.ts";
import { type IndexUpdate, changeIndexes, checkIndexUpdates } from "./index-updates.ts";
import { type TableSettings, UNSUPPORTED_MEMBERS, refuseMembers } from "./table-shapes.ts";
import { updateTableShape } from "./update-table-shape.ts";

interface Input extends TableSettings {
  readonly GlobalSecondaryIndexUpdates?: readonly IndexUpdate[];
}

interface Output {
  readonly TableDescription: TableDescription;
}

const NOTHING_TO_DO =
  "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required";

/** Changes settings of a table, adds or removes one global index. A new index is filled in slices after the answer. */
export function updateTable(dynamodb: Dynamodb): Operation<Input, Output> {
  const { host, jobs } = dynamodb;
  return {
    parse(input) {
      refuseMembers("UpdateTable", input, UNSUPPORTED_MEMBERS);
      const parsed = checkInput(updateTableShape(), input) as Input;
      const { TableName: _name, AttributeDefinitions: _definitions, ...changes } = parsed;
      if (Object.keys(changes).length === 0) throw validationError(NOTHING_TO_DO);
      checkIndexUpdates(parsed.GlobalSecondaryIndexUpdates ?? []);
      return parsed;
    },
    permissions: (input, call) => [permission("UpdateTable", input.TableName, call)],
    async run(input, call) {
      const output = await host.state.write(() => change(dynamodb, input, call));
      jobs.wake();
      return output;
    },
  };
}

function change(dynamodb: Dynamodb, input: Input, call: Call): Output {
  const { tables } = dynamodb;
  const table = tables.existing(input.TableName, call);
  if (table.status === "DELETING") {
    throw resourceInUse(`Attempt to change a resource which is still in use: Table is being deleted: ${table.name}`);
  }
  changeCapacity(table.definition, input);
  changeSettings(table.definition, input);
  const startJobs = changeIndexes(dynamodb, table, input.GlobalSecondaryIndexUpdates ?? [], input.AttributeDefinitions);
  tables.save(table);
  const description = describeTable(tables, table, "UPDATING");
  startJobs();
  return { TableDescription: description };
}

function changeCapacity(definition: TableDefinition, input: Input): void {
  const mode = input.BillingMode ?? definition.billingMode;
  const { ProvisionedThroughput: throughput } = input;
  if (mode === "PAY_PER_REQUEST") {
    if (throughput !== undefined) {
      throw validationError(
        "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
      );
    }
    if (definition.billingMode !== mode) toOnDemand(definition);
    return;
  }
  if (definition.billingMode !== mode) {
    if (throughput === undefined) {
      throw validationError(
        "One or more parameter values were invalid: ProvisionedThroughput must be specified when BillingMode is PROVISIONED",
      );
    }
    toProvisioned(definition, input);
  } else if (throughput !== undefined) {
    checkThroughputChanges(definition.throughput, throughput);
  }
  if (throughput !== undefined) definition.throughput = throughput;
}

function toOnDemand(definition: TableDefinition): void {
  const none = { ReadCapacityUnits: 0, WriteCapacityUnits: 0 };
  definition.billingMode = "PAY_PER_REQUEST";
  definition.onDemandSince = Date.now() / 1000;
  definition.throughput = none;
  for (const index of definition.indexes) index.throughput = none;
}

function toProvisioned(definition: TableDefinition, input: Input): void {
  const given = new Set((input.GlobalSecondaryIndexUpdates ?? []).map((update) => update.Update?.IndexName));
  const missing = definition.indexes.filter(({ kind, name }) => kind === "global" && !given.has(name));
  if (missing.length > 0) {
    throw validationError(
      `One or more parameter values were invalid: ProvisionedThroughput must be specified for index: ${missing.map(({ name }) => name).join(",")}`,
    );
  }
  definition.billingMode = "PROVISIONED";
}

function checkThroughputChanges(now: Table["definition"]["throughput"], asked: typeof now): void {
  if (now.ReadCapacityUnits !== asked.ReadCapacityUnits || now.WriteCapacityUnits !== asked.WriteCapacityUnits) return;
  throw validationError(
    `The provisioned throughput for the table will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the table: ${now.ReadCapacityUnits}. Requested ReadCapacityUnits: ${asked.ReadCapacityUnits}. Current WriteCapacityUnits provisioned for the table: ${now.WriteCapacityUnits}. Requested WriteCapacityUnits: ${asked.WriteCapacityUnits}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.`,
  );
}

function changeSettings(definition: TableDefinition, input: Input): void {
  definition.deletionProtection = input.DeletionProtectionEnabled ?? definition.deletionProtection;
  if (input.TableClass !== undefined) definition.tableClass = input.TableClass;
  if (input.OnDemandThroughput !== undefined) definition.onDemandThroughput = input.OnDemandThroughput;
  if (input.SSESpecification === undefined) return;
  if (input.SSESpecification.Enabled === true) definition.encryption = input.SSESpecification;
  else delete definition.encryption;
}
