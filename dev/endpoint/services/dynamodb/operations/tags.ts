import type { Call, Operation } from "../../../service.ts";
import type { Dynamodb } from "../context.ts";
import { arnNotFound, validationError } from "../errors.ts";
import { type MemberShape, checkInput } from "../check-input.ts";
import type { Tag } from "../tables/definition.ts";
import type { Table, TableStore } from "../tables/table-store.ts";
import { TAGS } from "./table-shapes.ts";

interface ResourceInput {
  readonly ResourceArn: string;
}

interface TagInput extends ResourceInput {
  readonly Tags: readonly Tag[];
}

interface UntagInput extends ResourceInput {
  readonly TagKeys: readonly string[];
}

type Empty = Readonly<Record<string, never>>;

const ARN: MemberShape = {
  type: "String",
  notNull: true,
  lengthGreaterThanOrEqual: 1,
  lengthLessThanOrEqual: 1283,
};

/** Adds tags to a table, or replaces those of the same keys. */
export function tagResource({ host, tables }: Dynamodb): Operation<TagInput, Empty> {
  return {
    parse: (input) => checked(checkInput({ types: { ResourceArn: ARN, Tags: required(TAGS) } }, input) as TagInput),
    permissions: (input) => [{ action: "dynamodb:TagResource", resource: input.ResourceArn }],
    run: (input, call) =>
      host.state.write(() => {
        const table = find(tables, input.ResourceArn, call);
        const merged = new Map([...table.definition.tags, ...input.Tags].map((tag) => [tag.Key, tag.Value]));
        if (merged.size > 50) throw validationError("The number of tags exceeds the limit of 50 tags of a resource");
        table.definition.tags = [...merged].map(([Key, Value]) => ({ Key, Value }));
        tables.save(table);
        return {};
      }),
  };
}

/** Removes tags from a table by their keys. */
export function untagResource({ host, tables }: Dynamodb): Operation<UntagInput, Empty> {
  const keys: MemberShape = { type: "List", notNull: true, children: "String" };
  return {
    parse: (input) => checked(checkInput({ types: { ResourceArn: ARN, TagKeys: keys } }, input) as UntagInput),
    permissions: (input) => [{ action: "dynamodb:UntagResource", resource: input.ResourceArn }],
    run: (input, call) =>
      host.state.write(() => {
        const table = find(tables, input.ResourceArn, call);
        table.definition.tags = table.definition.tags.filter((tag) => !input.TagKeys.includes(tag.Key));
        tables.save(table);
        return {};
      }),
  };
}

/** The tags of a table, all on one page. */
export function listTagsOfResource({
  host,
  tables,
}: Dynamodb): Operation<ResourceInput, { readonly Tags: readonly Tag[] }> {
  return {
    parse: (input) => checked(checkInput({ types: { ResourceArn: ARN } }, input) as ResourceInput),
    permissions: (input) => [{ action: "dynamodb:ListTagsOfResource", resource: input.ResourceArn }],
    run: (input, call) => host.state.read(() => ({ Tags: find(tables, input.ResourceArn, call).definition.tags })),
  };
}

function checked<Input extends ResourceInput>(input: Input): Input {
  if (/^arn:aws:dynamodb:[^:]+:\d+:table\/[^/]{3,}$/.test(input.ResourceArn)) return input;
  throw validationError(`Invalid TableArn: Invalid ResourceArn provided as input ${input.ResourceArn}`);
}

function required(shape: MemberShape): MemberShape {
  return typeof shape === "string" ? { type: shape, notNull: true } : { ...shape, notNull: true };
}

function find(tables: TableStore, arn: string, call: Call): Table {
  const table = tables.find(arn, call);
  if (table === undefined) throw arnNotFound(arn);
  return table;
}
