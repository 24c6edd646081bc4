import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { table } from "../output/table.ts";
import { listPictures } from "../pipeline/pictures.ts";
import type { Command } from "./command.ts";
import { ENDPOINT_OPTION, runningEnvironment } from "./running.ts";

/** `doppelface pictures`: a scan of the pictures table. */
export const pictures: Command = {
  name: "pictures",
  summary: "Show each picture's status, newest first, and why it has no row.",
  usage: "pictures [--json]",
  options: ENDPOINT_OPTION,
  async run(context) {
    const { connection, resources } = await runningEnvironment(context);
    const found = await listPictures(new DynamoDBClient(connection), resources.picturesTable);
    const lines = table(
      ["PICTURE", "STATUS", "FACES", "REASON"],
      found.map((picture) => [
        picture.picture.slice(picture.picture.indexOf("/") + 1),
        picture.status,
        String(picture.face_ids.length),
        picture.reason ?? "",
      ]),
      context.output.columns,
    );
    context.output.result({ pictures: found }, found.length === 0 ? ["No picture was uploaded yet."] : lines);
    return 0;
  },
};
