import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { uploadLines } from "../output/upload-line.ts";
import { waitForPicture } from "../pipeline/pictures.ts";
import { readRows } from "../pipeline/rows.ts";
import { uploadPicture } from "../pipeline/upload-picture.ts";
import { UsageError } from "../config/command-line.ts";
import type { Command } from "./command.ts";
import { checkPictureFile } from "./picture-file.ts";
import { ENDPOINT_OPTION, runningEnvironment } from "./running.ts";

/** `doppelface upload FILE…`: PutObject, then the picture's status. */
export const upload: Command = {
  name: "upload",
  summary: "Upload pictures into the bucket, wait, and show what became of each.",
  usage: "upload FILE… [--key KEY] [--json]",
  mostArguments: Number.POSITIVE_INFINITY,
  details:
    "A picture named first-last.jpg registers that person. Exit code 0 if every picture got a status other than FAILED.",
  options: {
    key: { type: "string", value: "KEY", description: "Key of the object, for one file; default: the file's name" },
    ...ENDPOINT_OPTION,
  },
  async run(context) {
    const { positionals: files, values, output } = context;
    const key = typeof values["key"] === "string" ? values["key"] : undefined;
    if (files.length === 0) throw new UsageError("Which files? doppelface upload FILE…");
    for (const file of files) checkPictureFile(file, "upload");
    if (key !== undefined && files.length > 1) throw new UsageError("--key is for one file.");
    const { connection, resources } = await runningEnvironment(context);
    const s3 = new S3Client(connection);
    const dynamodb = new DynamoDBClient(connection);
    let failed = false;
    for (const file of files) {
      output.detail(`uploading ${file}`);
      const uploaded = await uploadPicture(s3, resources.bucket, file, key);
      const picture = await waitForPicture(dynamodb, resources.picturesTable, uploaded);
      const found = await readRows(dynamodb, resources.table, picture.face_ids);
      failed ||= picture.status === "FAILED";
      const lines = uploadLines({ key: uploaded.key, picture, rows: found, steps: undefined }, output.style);
      output.result({ upload: uploaded, picture, rows: found }, lines);
    }
    return failed ? 1 : 0;
  },
};
