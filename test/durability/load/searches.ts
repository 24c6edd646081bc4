import { SearchFacesByImageCommand } from "@aws-sdk/client-rekognition";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { picturePath, pictures } from "../../../fixtures/pictures.ts";
import { type Life, type Writer, below } from "./writer.ts";

const PICTURES = pictures.filter(({ use }) => use === "recognise").map((picture) => readFileSync(picturePath(picture)));

/** Searches in the collection while faces come and go; what they find is checked with the uploads. */
export class Searches implements Writer {
  readonly name = "searches";
  acknowledged = 0;

  async prepare(): Promise<void> {}

  async step({ clients: { rekognition }, resources, random }: Life): Promise<void> {
    await rekognition.send(
      new SearchFacesByImageCommand({
        CollectionId: resources.collection,
        Image: { Bytes: PICTURES[below(PICTURES.length, random)] },
      }),
    );
    this.acknowledged++;
    await sleep(50);
  }

  async check(): Promise<string[]> {
    return [];
  }
}
