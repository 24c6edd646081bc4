import { readFile } from "node:fs/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { RekognitionClient } from "@aws-sdk/client-rekognition";
import { rekognitionConnection } from "../pipeline/connection.ts";
import { padded } from "../output/fit.ts";
import { printable } from "../output/printable.ts";
import { type FaceFound, searchFaces, withRows } from "../pipeline/recognise.ts";
import { personName } from "../pipeline/rows.ts";
import { UsageError } from "../config/command-line.ts";
import type { Command } from "./command.ts";
import { checkPictureFile } from "./picture-file.ts";
import { ENDPOINT_OPTION, namingOptions, runningEnvironment } from "./running.ts";

/** `doppelface who PICTURE`: SearchFacesByImage, then the names of the rows. */
export const who: Command = {
  name: "who",
  summary: "Tell who is in a picture: the registered faces that look like its largest face.",
  usage: "who PICTURE [--collection ID] [--table NAME] [--json]",
  mostArguments: 1,
  details: "Exit code 0 if somebody was recognised, 1 if nobody was.",
  options: { ...namingOptions("collection", "table"), ...ENDPOINT_OPTION },
  async run(context) {
    const [picture] = context.positionals;
    if (picture === undefined) throw new UsageError("Which picture? doppelface who PICTURE");
    checkPictureFile(picture, "who");
    const bytes = await readFile(picture);
    const { connection, resources } = await runningEnvironment(context);
    const rekognition = new RekognitionClient(rekognitionConnection(connection));
    const faces = await searchFaces(rekognition, resources.collection, bytes);
    const matches = await withRows(new DynamoDBClient(connection), resources, faces);
    context.output.result(
      { matches, faces },
      matches.length === 0
        ? nobody(faces)
        : matches.map(({ row, similarity }) =>
            `${padded(printable(personName(row)), 28)} ${similarity.toFixed(2).padStart(6)} %  ${printable(row.picture ?? "")}`.trimEnd(),
          ),
    );
    return matches.length === 0 && faces.length === 0 ? 1 : 0;
  },
};

/** An app may keep no rows by the ids of faces. */
function nobody(faces: readonly FaceFound[]): string[] {
  if (faces.length === 0) return ["Nobody who is registered."];
  return faces.map(({ faceId, similarity, externalImageId }) =>
    `face ${faceId} ${similarity.toFixed(2).padStart(6)} %  ${printable(externalImageId ?? "")}`.trimEnd(),
  );
}
