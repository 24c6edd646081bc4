import { S3Client } from "@aws-sdk/client-s3";
import { readFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Picture, reembed as reembedPictures } from "../engine/reembed.ts";
import { leftLines, settledLine } from "../output/reembed-lines.ts";
import { storedPictures } from "../pipeline/stored-pictures.ts";
import type { Command } from "./command.ts";
import { ENDPOINT_OPTION, runningConnection } from "./running.ts";

const PICTURE = /\.(jpe?g|png)$/i;

/** `doppelface reembed [DIR…]`: vectors of this face engine for collections that another one has indexed. */
export const reembed: Command = {
  name: "reembed",
  summary: "Make new vectors of the faces that another version of the face engine has indexed.",
  usage: "reembed [DIR…] [--drop] [--json]",
  mostArguments: Number.POSITIVE_INFINITY,
  details: [
    "A collection keeps no pictures, but each face's hash of its picture: the pictures below each DIR are looked at,",
    "then every object of every bucket. Faces keep their ids and users. A collection answers with",
    "FaceEngineChangedException until all of its faces have new vectors; faces whose picture is nowhere are named.",
    "Exit code 0 if no collection is left that answers so.",
  ].join("\n"),
  options: {
    drop: { type: "boolean", description: "Delete the faces whose picture is nowhere" },
    ...ENDPOINT_OPTION,
  },
  async run(context) {
    const { positionals, values, output } = context;
    const connection = runningConnection(context);
    const { controlToken, rekognitionEndpoint } = connection;
    const at = { endpoint: rekognitionEndpoint ?? connection.endpoint, controlToken };
    const s3 = new S3Client(connection);
    let looked = 0;
    try {
      const { settled, left } = await reembedPictures(at, () => allPictures(s3, positionals), {
        drop: values["drop"] === true,
        onPicture: (name) => output.detail(`${++looked} looked at: ${name}`),
      });
      for (const collection of settled) output.result({ settled: collection }, [settledLine(collection)]);
      for (const collection of left) output.result({ left: collection }, leftLines(collection));
      if (settled.length + left.length === 0) {
        output.result({ settled, left }, ["Every collection has vectors of this face engine."]);
      }
      return left.length === 0 ? 0 : 1;
    } finally {
      s3.destroy();
    }
  },
};

async function* allPictures(s3: S3Client, folders: readonly string[]): AsyncGenerator<Picture> {
  for (const folder of folders) {
    const files = await readdir(folder, { recursive: true });
    for (const file of files.filter((name) => PICTURE.test(name))) {
      const path = join(folder, file);
      if ((await stat(path)).isFile()) yield { name: path, bytes: new Uint8Array(await readFile(path)) };
    }
  }
  yield* storedPictures(s3);
}
