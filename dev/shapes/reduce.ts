import type { BotocoreModel } from "./botocore.ts";

/** Facts of a shape, and of a member, that are kept; texts and hints for generators of clients are not. */
const KEPT = [
  "type",
  "required",
  "members",
  "member",
  "key",
  "value",
  "min",
  "max",
  "pattern",
  "enum",
  "sensitive",
  "flattened",
  "timestampFormat",
  "payload",
  "locationName",
  "exception",
  "error",
];
const KEPT_OF_MEMBER = ["shape", "locationName", "location", "flattened", "xmlAttribute", "timestampFormat"];

type Fields = Readonly<Record<string, unknown>>;

/**
 * The data file of a service: the names of all operations, and what the served ones need, a shape a line so that a new
 * version shows what it changes.
 */
export function reduceModel(
  service: string,
  source: { readonly version: string; readonly date: string },
  model: BotocoreModel,
  served: readonly string[],
): string {
  const unknown = served.filter((name) => model.operations[name] === undefined);
  if (unknown.length > 0) throw new Error(`The model of ${service} has no ${unknown.join(", ")}.`);
  const operations = served.map((name) => [name, operationOf(model, name)] as const);
  const reached = new Set<string>();
  for (const [, { input, output, errors }] of operations) {
    for (const shape of [input, output, ...(errors ?? [])]) if (shape !== undefined) reach(shape, model, reached);
  }
  const shapes = [...reached].toSorted().map((name) => [name, shapeOf(model.shapes[name] ?? {})] as const);
  const head = {
    service,
    botocore: source.version,
    date: source.date,
    apiVersion: model.metadata.apiVersion,
    names: Object.keys(model.operations).toSorted(),
  };
  return `${JSON.stringify(head).slice(0, -1)},\n"operations":{\n${lines(operations)}\n},\n"shapes":{\n${lines(shapes)}\n}}\n`;
}

function lines(entries: readonly (readonly [string, unknown])[]): string {
  return entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(",\n");
}

function operationOf({ operations, metadata }: BotocoreModel, name: string) {
  const found = operations[name];
  const errors = found?.errors.map(({ shape }) => shape) ?? [];
  return {
    input: found?.input?.shape,
    output: found?.output?.shape,
    resultWrapper: found?.output?.resultWrapper,
    http: metadata.protocol.startsWith("rest") ? found?.http : undefined,
    errors: errors.length === 0 ? undefined : errors,
  };
}

function reach(name: string, model: BotocoreModel, reached: Set<string>): void {
  if (reached.has(name)) return;
  reached.add(name);
  for (const { shape } of refsOf(model.shapes[name] ?? {})) reach(String(shape), model, reached);
}

function refsOf({ members, member, key, value }: Fields): Fields[] {
  return [...Object.values((members ?? {}) as Fields), member, key, value].filter(
    (ref): ref is Fields => typeof ref === "object" && ref !== null,
  );
}

function shapeOf(shape: Fields): Fields {
  const kept = pick(shape, KEPT);
  const members = Object.entries((shape.members ?? {}) as Record<string, Fields>);
  return {
    ...kept,
    ...(kept.members === undefined
      ? {}
      : { members: Object.fromEntries(members.map(([name, ref]) => [name, refOf(ref)])) }),
    ...Object.fromEntries(
      ["member", "key", "value"].flatMap((name) =>
        kept[name] === undefined ? [] : [[name, refOf(kept[name] as Fields)]],
      ),
    ),
  };
}

function refOf(ref: Fields): unknown {
  const kept = pick(ref, KEPT_OF_MEMBER);
  return Object.keys(kept).length === 1 ? kept.shape : kept;
}

function pick(fields: Fields, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.flatMap((name) => (Object.hasOwn(fields, name) ? [[name, fields[name]]] : [])));
}
