import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { table } from "../output/table.ts";
import { listItems, listRows } from "../pipeline/rows.ts";
import type { Command } from "./command.ts";
import { ENDPOINT_OPTION, namingOptions, runningEnvironment } from "./running.ts";

/** `doppelface rows`: a scan of the faces table. */
export const rows: Command = {
  name: "rows",
  summary: "Show the rows of the app's table: the registered faces, by name.",
  usage: "rows [--table NAME] [--json]",
  options: { ...namingOptions("table"), ...ENDPOINT_OPTION },
  async run(context) {
    const { connection, resources } = await runningEnvironment(context);
    const { columns } = context.output;
    const name = resources.table;
    const dynamodb = new DynamoDBClient(connection);
    const key = resources.found.tables.find((each) => each.name === name)?.key;
    if (key === "rekognition_id") {
      const found = await listRows(dynamodb, name);
      const lines = table(
        ["FIRST NAME", "LAST NAME", "FACE ID", "PICTURE"],
        found.map((row) => [row.first_name ?? "", row.last_name ?? "", row.rekognition_id, row.picture ?? ""]),
        columns,
      );
      context.output.result({ rows: found }, found.length === 0 ? ["No face is registered yet."] : lines);
      return 0;
    }
    const found = await listItems(dynamodb, name);
    context.output.result({ rows: found }, found.length === 0 ? [`${name} is empty.`] : itemLines(found, key, columns));
    return 0;
  },
};

/** A column for each attribute that an item has, the key first. */
function itemLines(
  items: readonly Record<string, unknown>[],
  key: string | undefined,
  columns: number | undefined,
): string[] {
  const names = new Set(items.flatMap((item) => Object.keys(item)).toSorted());
  const ordered = key === undefined ? [...names] : [key, ...[...names].filter((name) => name !== key)];
  return table(
    ordered,
    items.map((item) => ordered.map((name) => cellText(item[name]))),
    columns,
  );
}

function cellText(value: unknown): string {
  if (value === undefined) return "";
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`;
  if (value instanceof Set) return [...value].join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}
