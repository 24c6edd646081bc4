import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { waitForOutcome } from "../engine/outcomes/wait-for-outcome.ts";
import { uploadLines } from "../output/upload-line.ts";
import { readRows } from "../pipeline/rows.ts";
import { uploadPicture } from "../pipeline/upload-picture.ts";
import { UsageError } from "../config/command-line.ts";
import type { Command } from "./command.ts";
import { checkPictureFile } from "./picture-file.ts";
import { ENDPOINT_OPTION, namingOptions, runningEnvironment } from "./running.ts";

/** `doppelface upload FILE…`: PutObject, then the picture's status. */
export const upload: Command = {
  name: "upload",
  summary: "Upload pictures into the bucket, wait, and show what became of each.",
  usage: "upload FILE… [--key KEY] [--bucket NAME] [--json]",
  mostArguments: Number.POSITIVE_INFINITY,
  details: [
    "With the app of infra/ a picture named first-last.jpg registers that person. What became of a picture, its trace",
    "tells: the functions that ran, the rows that they wrote, the faces that they indexed; an app's table of pictures",
    "adds its reason. Exit code 0 if no picture is FAILED, or UNHEARD: no function was told of it.",
  ].join("\n"),
  options: {
    key: { type: "string", value: "KEY", description: "Key of the object, for one file; default: the file's name" },
    ...namingOptions("bucket"),
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
    const logs = new CloudWatchLogsClient(connection);
    let failed = false;
    for (const file of files) {
      output.detail(`uploading ${file}`);
      const uploaded = await uploadPicture(s3, resources.bucket, file, key);
      const outcome = await waitForOutcome({ connection, resources, dynamodb, logs }, uploaded);
      failed ||= outcome.status === "FAILED" || outcome.status === "UNHEARD";
      const { status, reason, picture, indexed, matched } = outcome;
      const found = picture === undefined ? [] : await readRows(dynamodb, resources.table, picture.face_ids);
      const report = {
        key: uploaded.key,
        status,
        reason: picture === undefined || status === "FAILED" ? reason : undefined,
        picture: status === "FAILED" && picture?.status !== "FAILED" ? undefined : picture,
        rows: found,
        steps: undefined,
        written: outcome.rows.map(({ table }) => table),
        indexed: indexed.length,
        matched: matched.length,
      };
      output.result(
        { upload: uploaded, picture, rows: found, outcome },
        uploadLines(report, output.style, output.columns),
      );
    }
    return failed ? 1 : 0;
  },
};
