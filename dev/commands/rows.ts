import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { table } from "../output/table.ts";
import { listRows } from "../pipeline/rows.ts";
import type { Command } from "./command.ts";
import { ENDPOINT_OPTION, runningEnvironment } from "./running.ts";

/** `doppelface rows`: a scan of the faces table. */
export const rows: Command = {
  name: "rows",
  summary: "Show the registered faces: one row of the table each, by name.",
  usage: "rows [--json]",
  options: ENDPOINT_OPTION,
  async run(context) {
    const { connection, resources } = await runningEnvironment(context);
    const found = await listRows(new DynamoDBClient(connection), resources.table);
    const lines = table(
      ["FIRST NAME", "LAST NAME", "FACE ID", "PICTURE"],
      found.map((row) => [row.first_name ?? "", row.last_name ?? "", row.rekognition_id, row.picture ?? ""]),
    );
    context.output.result({ rows: found }, found.length === 0 ? ["No face is registered yet."] : lines);
    return 0;
  },
};
