import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { useState } from "preact/hooks";
import { aws } from "../../api.ts";
import { Button } from "../../components/button.tsx";
import { confirmed } from "../../components/confirm.tsx";
import { FilterForm } from "../../components/filter-form.tsx";
import { Empty, Panel, Trouble } from "../../components/panel.tsx";
import { useLoad } from "../../components/use-load.ts";
import { several } from "../../format.ts";
import { counts, tell, uploads } from "../../store.ts";
import { ItemView } from "./item-view.tsx";
import { plain } from "./plain-item.ts";

type Item = Record<string, AttributeValue>;

const PAGE = 50;
const COLUMNS = 7;

/** The items of a table: a page at a time, filtered, each as plain or as AWS JSON. */
export function TableView({ name }: { readonly name: string }) {
  const [starts, setStarts] = useState<readonly Item[]>([]);
  const [asked, setAsked] = useState("");
  const [open, setOpen] = useState<string>();
  const written = counts.value[`table:${name}`]?.count ?? uploads.value.length;
  const { value, trouble, again } = useLoad(`${name} ${starts.length} ${asked} ${written}`, async () => {
    const [table, page] = await Promise.all([
      aws("dynamodb:DescribeTable", { TableName: name }),
      aws("dynamodb:Scan", {
        TableName: name,
        Limit: PAGE,
        ...(starts.length === 0 ? {} : { ExclusiveStartKey: starts.at(-1) }),
        ...filterOf(asked),
      }),
    ]);
    const keys = (table.Table?.KeySchema ?? []).map(({ AttributeName = "" }) => AttributeName);
    return { keys, items: (page.Items ?? []) as Item[], next: page.LastEvaluatedKey as Item | undefined };
  });
  const [last, setLast] = useState<typeof value>();
  if (value !== undefined && value !== last) setLast(value);
  const page = value ?? last;
  if (trouble !== undefined && page === undefined) return <Trouble text={trouble} />;
  if (page === undefined) return <Empty title="Reading the items …" />;
  const { keys, items, next } = page;
  const columns = columnsOf(keys, items);
  const remove = async (item: Item): Promise<void> => {
    const Key = Object.fromEntries(keys.map((key) => [key, item[key] as AttributeValue]));
    if (!(await confirmed(`Delete ${JSON.stringify(plain(Key))}?`, "Delete"))) return;
    await aws("dynamodb:DeleteItem", { TableName: name, Key });
    tell("The item was deleted.", "good");
    again();
  };
  return (
    <Panel
      title={name}
      side={
        <FilterForm
          label="Filter"
          example="attribute=value"
          ask={(filter) => {
            setStarts([]);
            setAsked(filter);
          }}
        />
      }
      flush
    >
      {trouble === undefined ? null : <Trouble text={trouble} />}
      {items.length === 0 ? (
        <Empty title={asked === "" ? "The table is empty" : `No item on this page has ${asked}`} />
      ) : (
        <div class="scroll" tabIndex={0} role="region" aria-label={`Items of ${name}`}>
          <table class="table">
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                    {keys.includes(column) ? " (key)" : ""}
                  </th>
                ))}
                <th scope="col">
                  <span class="unseen">More</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => {
                const id = keys.map((key) => JSON.stringify(item[key])).join();
                return (
                  <Row
                    key={id}
                    item={item}
                    columns={columns}
                    isOpen={open === id}
                    turn={() => setOpen(open === id ? undefined : id)}
                    remove={() => remove(item)}
                  />
                );
              })}
            </tbody>
          </table>
        </div>
      )}
      <div class="panel-foot row">
        <span class="dim small">{several(items.length, "item")} on this page</span>
        <Button disabled={starts.length === 0} onPress={() => setStarts(starts.slice(0, -1))}>
          Back
        </Button>
        <Button disabled={next === undefined} onPress={() => next !== undefined && setStarts([...starts, next])}>
          Next
        </Button>
      </div>
    </Panel>
  );
}

function Row({
  item,
  columns,
  isOpen,
  turn,
  remove,
}: {
  readonly item: Item;
  readonly columns: readonly string[];
  readonly isOpen: boolean;
  readonly turn: () => void;
  readonly remove: () => Promise<void>;
}) {
  const values = plain(item);
  return (
    <>
      <tr>
        {columns.map((column) => (
          <td key={column} class="mono small cut">
            {text(values[column])}
          </td>
        ))}
        <td>
          <button type="button" class="button" aria-expanded={isOpen} onClick={turn}>
            {isOpen ? "Close" : "Open"}
          </button>
        </td>
      </tr>
      {isOpen ? (
        <tr>
          <td colSpan={columns.length + 1}>
            <ItemView item={item} />
            <Button kind="danger" onPress={remove}>
              Delete
            </Button>
          </td>
        </tr>
      ) : null}
    </>
  );
}

function text(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The key's attributes first, then those that most items have. */
function columnsOf(keys: readonly string[], items: readonly Item[]): string[] {
  const found = new Map<string, number>();
  for (const item of items) for (const name of Object.keys(item)) found.set(name, (found.get(name) ?? 0) + 1);
  const others = [...found].filter(([name]) => !keys.includes(name)).toSorted(([, a], [, b]) => b - a);
  return [...keys, ...others.map(([name]) => name)].slice(0, COLUMNS);
}

/** `attribute=value`, or a text that any attribute may be looked at for in the page. */
function filterOf(words: string): object {
  const [, name, value] = /^\s*([\w.-]+)\s*=\s*(.*?)\s*$/.exec(words) ?? [];
  if (name === undefined || value === undefined) return {};
  const number = /^-?\d+(\.\d+)?$/.test(value);
  return {
    FilterExpression: number ? "contains(#n, :s) OR #n = :v" : "contains(#n, :s) OR #n = :s",
    ExpressionAttributeNames: { "#n": name },
    ExpressionAttributeValues: { ":s": { S: value }, ...(number ? { ":v": { N: value } } : {}) },
  };
}
