import { readFile } from "node:fs/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { RekognitionClient } from "@aws-sdk/client-rekognition";
import { rekognitionConnection } from "../pipeline/connection.ts";
import { recognise } from "../pipeline/recognise.ts";
import { personName } from "../pipeline/rows.ts";
import { UsageError } from "../config/command-line.ts";
import type { Command } from "./command.ts";
import { checkPictureFile } from "./picture-file.ts";
import { ENDPOINT_OPTION, runningEnvironment } from "./running.ts";

/** `doppelface who PICTURE`: SearchFacesByImage, then the names of the rows. */
export const who: Command = {
  name: "who",
  summary: "Tell who is in a picture: the registered faces that look like its largest face.",
  usage: "who PICTURE [--json]",
  mostArguments: 1,
  details: "Exit code 0 if somebody was recognised, 1 if nobody was.",
  options: ENDPOINT_OPTION,
  async run(context) {
    const [picture] = context.positionals;
    if (picture === undefined) throw new UsageError("Which picture? doppelface who PICTURE");
    checkPictureFile(picture, "who");
    const bytes = await readFile(picture);
    const { connection, resources } = await runningEnvironment(context);
    const matches = await recognise(
      {
        rekognition: new RekognitionClient(rekognitionConnection(connection)),
        dynamodb: new DynamoDBClient(connection),
      },
      resources,
      bytes,
    );
    context.output.result(
      { matches },
      matches.length === 0
        ? ["Nobody who is registered."]
        : matches.map(
            ({ row, similarity }) =>
              `${personName(row).padEnd(28)} ${similarity.toFixed(2).padStart(6)} %  ${row.picture ?? ""}`,
          ),
    );
    return matches.length === 0 ? 1 : 0;
  },
};
