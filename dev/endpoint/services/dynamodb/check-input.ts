import { createRequire } from "node:module";
import * as v from "valibot";
import { ServiceError } from "../../errors.ts";
import { validationError } from "./errors.ts";
import { test } from "./expressions/condition.ts";
import { loadMemoised } from "./expressions/memoised-parser.ts";
import { type Parse, boundedParse } from "./expressions/syntax-error.ts";
import type { AttributeValue, Item } from "./values/attribute-value.ts";
import { itemSize, MAX_ITEM_SIZE } from "./values/item-size.ts";
import { checkJson } from "./values/nesting.ts";

/** What one member of an input must be, in dynalite's notation: a type name, or the type and its constraints. */
export type MemberShape =
  | string
  | {
      readonly type: string;
      readonly children?: MemberShape | Readonly<Record<string, MemberShape>>;
      readonly notNull?: true;
      readonly required?: true;
      readonly tableName?: true;
      readonly enum?: readonly string[];
      readonly regex?: string;
      readonly keys?: Readonly<Record<string, unknown>>;
      readonly values?: Readonly<Record<string, unknown>>;
      readonly greaterThanOrEqual?: number;
      readonly lessThanOrEqual?: number;
      readonly lengthGreaterThanOrEqual?: number;
      readonly lengthLessThanOrEqual?: number;
    };

/** What an operation takes: its members, and what cannot be said of one member alone. */
export interface InputShape {
  readonly types: Readonly<Record<string, MemberShape>>;
  /** Gives the message of the ValidationException, or nothing. Leaves parsed expressions on the input. */
  readonly custom?: (data: object, store: typeof STORE) => string | undefined;
}

/** The part of dynalite that is used: its checks of input, and through them its three expression parsers. */
interface Dynalite {
  checkTypes(data: object, types: InputShape["types"]): object;
  checkValidations(data: object, types: InputShape["types"], custom: InputShape["custom"], store: typeof STORE): void;
}

/** What dynalite's checks ask of a store. */
const STORE = { options: { maxItemSize: MAX_ITEM_SIZE } };

const load = createRequire(import.meta.url);
let loaded: Dynalite | undefined;

/** dynalite's checks, loaded at the first call. */
function dynalite(): Dynalite {
  if (loaded === undefined) {
    replaceDatabase();
    for (const parser of ["condition", "projection", "update"]) replaceParser(`dynalite/db/${parser}Parser`);
    loaded = load("dynalite/validations") as Dynalite;
  }
  return loaded;
}

/**
 * dynalite's checks reach into its database for four small functions. Ours stand there instead: they count UTF-8
 * bytes and compare as AWS does, where dynalite's count characters, and LevelDB is never loaded (30 ms at start).
 */
function replaceDatabase(): void {
  const path = load.resolve("dynalite/db");
  const exports = {
    validationError,
    itemSize: (item: Item) => itemSize(item),
    compare: (operator: string, a: AttributeValue, b: AttributeValue) => test(operator, [a, b]),
    toRangeStr: (value: AttributeValue) => JSON.stringify(value),
  };
  replaceModule(path, exports);
}

function replaceParser(name: string): void {
  const path = load.resolve(name);
  const parser = v.parse(ParserModule, loadMemoised(path));
  replaceModule(path, { ...parser, parse: boundedParse(parser.parse) });
}

const ParserModule = v.looseObject({ parse: v.custom<Parse>((value) => typeof value === "function") });

function replaceModule(path: string, exports: object): void {
  load.cache[path] = Object.assign(Object.create(null), { id: path, filename: path, loaded: true, exports });
}

const shapes = new Map<string, InputShape>();

/** dynalite's description of an operation's input, by the name of its file. */
export function dynaliteShape(name: string): InputShape {
  dynalite();
  let shape = shapes.get(name);
  if (shape === undefined) {
    shape = load(`dynalite/validations/${name}`) as InputShape;
    shapes.set(name, shape);
  }
  return shape;
}

/** Some of an operation's members. */
export function pickMembers(
  shapes: Readonly<Record<string, MemberShape>>,
  names: readonly string[],
): Record<string, MemberShape> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const shape = shapes[name];
      return shape === undefined ? [] : [[name, shape]];
    }),
  );
}

const InputSchema = v.record(v.string(), v.unknown());

/**
 * Checks an input against its shape and gives a copy that holds what the shape names and nothing else, numbers in
 * their plain form, parsed expressions under `_condition`, `_filter`, `_projection`, `_updates`. Tables may be named
 * by their ARNs. What a shape describes stands as a type beside it in the operation.
 */
export function checkInput(shape: InputShape, input: unknown): object {
  const parsed = v.safeParse(InputSchema, input);
  if (!parsed.success) throw new ServiceError("SerializationException", "The request body is not a JSON object.");
  checkJson(parsed.output);
  const checks = dynalite();
  const named = withTableNames(structuredClone(parsed.output));
  const data = convertErrors(() => checks.checkTypes(named.input, shape.types));
  refuseNull(data);
  checks.checkValidations(data, shape.types, shape.custom, STORE);
  return named.restore(data);
}

/** Checks a part of an input that is an input of another operation, such as an action of a transaction. */
export function checkCustom(shape: InputShape, data: object): void {
  const message = shape.custom?.(data, STORE);
  if (message !== undefined) throw validationError(message);
}

/** What is null where a member may be is gone by now; in a map, null stands for a value. */
function refuseNull(data: object): void {
  for (const value of Object.values(data)) {
    if (value === null) {
      throw validationError("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
    }
    if (typeof value === "object") refuseNull(value as object);
  }
}

/** dynalite throws its serialization errors as plain errors that carry a body. */
function convertErrors<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const body = error instanceof Error && "body" in error ? v.safeParse(SerializationBody, error.body) : undefined;
    if (body?.success !== true) throw error;
    throw new ServiceError("SerializationException", body.output.Message);
  }
}

const SerializationBody = v.object({ Message: v.string() });

const TABLE_ARN = /^arn:aws:dynamodb:[a-z0-9-]+:\d{12}:table\/([a-zA-Z0-9_.-]+)$/;

/** The checks know names alone: ARNs are taken out before them and put back after. */
function withTableNames(input: Record<string, unknown>): {
  input: Record<string, unknown>;
  restore(data: object): object;
} {
  const { TableName: table, RequestItems: requests } = input;
  const arns = new Map<string, string>();
  const toName = (text: string): string => {
    const name = TABLE_ARN.exec(text)?.[1];
    if (name === undefined) return text;
    arns.set(name, text);
    return name;
  };
  const isBatch = typeof requests === "object" && requests !== null && !Array.isArray(requests);
  if (typeof table === "string") input["TableName"] = toName(table);
  if (isBatch) input["RequestItems"] = mapKeys(requests, toName);
  if (arns.size === 0) return { input, restore: (data) => data };
  const toArn = (name: string): string => arns.get(name) ?? name;
  return {
    input,
    restore(data) {
      if ("TableName" in data && typeof data.TableName === "string") data.TableName = toArn(data.TableName);
      if ("RequestItems" in data) data.RequestItems = mapKeys(data.RequestItems as object, toArn);
      return data;
    },
  };
}

function mapKeys(record: object, rename: (key: string) => string): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(record)) {
    const name = rename(key);
    if (Object.hasOwn(result, name)) throw validationError(`The table ${name} is named twice, by name and by ARN`);
    result[name] = value;
  }
  return result;
}
