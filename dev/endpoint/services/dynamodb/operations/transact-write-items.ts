import { createHash } from "node:crypto";
import { ServiceError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { type Dynamodb, type WrittenItem, permission, recordWrite } from "../context.ts";
import { type CancellationReason, isEmptyKeyValue, transactionCanceled, validationError } from "../errors.ts";
import { checkCustom, checkInput } from "../check-input.ts";
import { type ConsumedCapacity, type ReturnConsumedCapacity, addWrite, readUnits } from "../items/capacity.ts";
import { ConsumedByTable } from "../items/consumed-by-table.ts";
import { TWICE_IN_TRANSACTION, checkDistinct } from "../items/distinct.ts";
import {
  type Delete,
  type Put,
  type UpdateOf,
  type WriteResult,
  check,
  checkDelete,
  checkPut,
  checkUpdate,
  put,
  remove,
  update,
} from "../items/write.ts";
import type { Table } from "../tables/table-store.ts";
import type { Item } from "../values/attribute-value.ts";
import { itemSize } from "../values/item-size.ts";
import { isKnownToken } from "./client-token.ts";
import { actionShape, transactWriteShape } from "./transaction-shapes.ts";
import { type ItemCollectionMetrics, metricsOf } from "./write-answer.ts";

type Action =
  | ({ readonly kind: "Put"; readonly TableName: string } & Put)
  | ({ readonly kind: "Delete" | "ConditionCheck"; readonly TableName: string } & Delete)
  | ({ readonly kind: "Update"; readonly TableName: string } & UpdateOf);

interface Input {
  readonly actions: readonly Action[];
  /** SHA-256 of what a token must not change. */
  readonly hash: string;
  readonly ClientRequestToken?: string;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
  readonly ReturnItemCollectionMetrics?: "SIZE" | "NONE";
}

interface WireInput extends Omit<Input, "actions" | "hash"> {
  readonly TransactItems: readonly Partial<Record<Action["kind"], object>>[];
}

interface Output {
  readonly ConsumedCapacity?: ConsumedCapacity[];
  readonly ItemCollectionMetrics?: Record<string, ItemCollectionMetrics[]>;
}

/** Bytes that the items of a transaction may have together. AWS refuses more by the same code; its words are not known here. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Writes up to 100 items, or none where one of the conditions does not hold. */
export function transactWriteItems(dynamodb: Dynamodb): Operation<Input, Output> {
  return {
    parse: parseActions,
    permissions: (input, call) =>
      input.actions.map((action) => {
        const name = action.kind === "ConditionCheck" ? "ConditionCheckItem" : `${action.kind}Item`;
        return permission(name, action.TableName, call);
      }),
    run: (input, call) =>
      recordWrite(dynamodb, "TransactWriteItems", writtenBy(input), call, () => {
        const steps = input.actions.map((action): Step => {
          const table = dynamodb.tables.active(action.TableName, call);
          return { action, table, invalid: invalidity(table, action) };
        });
        checkDistinct(
          steps
            .filter(({ invalid }) => invalid === undefined)
            .map(({ action, table }) => ({ table, item: itemOf(action) })),
          TWICE_IN_TRANSACTION,
        );
        const known = isKnownToken(dynamodb, input, call);
        const results = known ? undefined : runAll(dynamodb, steps);
        return {
          ...capacity(dynamodb, input, steps, results),
          ...metrics(dynamodb, input, steps),
        };
      }),
  };
}

function parseActions(input: unknown): Input {
  const { TransactItems: entries, ...rest } = checkInput(transactWriteShape(), input) as WireInput;
  const hash = createHash("sha256").update(JSON.stringify(entries, inOrder)).digest("hex");
  const actions = entries.map((entry): Action => {
    const [kind, ...others] = Object.keys(entry) as Action["kind"][];
    const action = kind === undefined || others.length > 0 ? undefined : entry[kind];
    if (kind === undefined || action === undefined) {
      throw validationError("TransactItems can only contain one of Check, Put, Update or Delete");
    }
    checkCustom(actionShape(kind), action);
    return { kind, ...action } as Action;
  });
  const bytes = actions.reduce((sum, action) => sum + itemSize(itemOf(action)), 0);
  if (bytes > MAX_BYTES) {
    throw validationError(`The items of a transaction may have 4 MB together; these have ${bytes} bytes`);
  }
  return { ...rest, actions, hash };
}

interface Step {
  readonly action: Action;
  readonly table: Table;
  /** Why it cannot run, whatever is stored. */
  readonly invalid: CancellationReason | undefined;
}

function invalidity(table: Table, action: Action): CancellationReason | undefined {
  try {
    if (action.kind === "Put") checkPut(table, action);
    else if (action.kind === "Update") checkUpdate(table, action);
    else checkDelete(table, action);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

/** Runs every action, so that each failure has its reason; what throws here is undone as a whole. */
function runAll(dynamodb: Dynamodb, steps: readonly Step[]): WriteResult[] {
  const results: WriteResult[] = [];
  const reasons = steps.map(({ action, table, invalid }): CancellationReason => {
    if (invalid !== undefined) return invalid;
    try {
      results.push(runAction(dynamodb, table, action));
      return { Code: "None" };
    } catch (error) {
      return reasonOf(error);
    }
  });
  if (reasons.some((reason) => reason.Code !== "None")) throw transactionCanceled(reasons);
  return results;
}

function runAction({ items }: Dynamodb, table: Table, action: Action): WriteResult {
  switch (action.kind) {
    case "Put":
      return put(items, table, action);
    case "Update":
      return update(items, table, action);
    case "Delete":
      return remove(items, table, action);
    case "ConditionCheck":
      return check(items, table, action);
  }
}

function reasonOf(error: unknown): CancellationReason {
  if (!(error instanceof ServiceError)) throw error;
  if (isEmptyKeyValue(error)) throw error;
  if (error.code === "ValidationException") return { Code: "ValidationError", Message: error.message };
  if (error.code !== "ConditionalCheckFailedException") throw error;
  return { Code: "ConditionalCheckFailed", Message: error.message, ...error.members };
}

/** A transaction consumes twice what its writes do; one that was done before consumes reads. */
function capacity(
  { items }: Dynamodb,
  input: Input,
  steps: readonly Step[],
  results: readonly WriteResult[] | undefined,
): Pick<Output, "ConsumedCapacity"> {
  if (input.ReturnConsumedCapacity === undefined || input.ReturnConsumedCapacity === "NONE") return {};
  const consumed = new ConsumedByTable();
  steps.forEach(({ action, table }, position) => {
    const units = consumed.of(action.TableName, table);
    const result = results?.[position];
    if (result !== undefined) addWrite(units, result.bytes, result.indexes, 2);
    else units.table += 2 * readUnits(items.get(table, itemOf(action))?.size ?? 0, true);
  });
  return consumed.answer(
    input.ReturnConsumedCapacity,
    results === undefined ? "ReadCapacityUnits" : "WriteCapacityUnits",
  );
}

function metrics({ host }: Dynamodb, input: Input, steps: readonly Step[]): Pick<Output, "ItemCollectionMetrics"> {
  if (input.ReturnItemCollectionMetrics !== "SIZE") return {};
  const byTable: Record<string, ItemCollectionMetrics[]> = {};
  for (const { action, table } of steps) {
    const collection = metricsOf(host.state, table, itemOf(action));
    if (collection !== undefined) (byTable[action.TableName] ??= []).push(collection);
  }
  return Object.keys(byTable).length === 0 ? {} : { ItemCollectionMetrics: byTable };
}

function itemOf(action: Action): Item {
  return action.kind === "Put" ? action.Item : action.Key;
}

function writtenBy(input: Input): WrittenItem[] {
  return input.actions.map((action) => ({
    table: action.TableName,
    item: action.kind === "Put" || action.kind === "Update" ? itemOf(action) : undefined,
  }));
}

/** Members in the order of their names: a client may send attributes in another one, and means the same. */
function inOrder(_name: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
