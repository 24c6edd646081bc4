import {
  CreateCollectionCommand,
  DetectFacesCommand,
  IndexFacesCommand,
  SearchFacesByImageCommand,
} from "@aws-sdk/client-rekognition";
import { afterAll, beforeAll, expect, test } from "vitest";
import { boxesOf, pairBoxes } from "../../../dev/rekognition/recordings/boxes.ts";
import { callsOf, compareWithLocal } from "../../../dev/rekognition/recordings/compare-with-local.ts";
import { FIXTURES, picturesByHash } from "../../../dev/rekognition/recordings/known-pictures.ts";
import { Tape } from "../../../dev/rekognition/recordings/tape.ts";
import { pictures } from "../../../fixtures/pictures.ts";
import { fixturePicture } from "../fixture-picture.ts";
import { type TapeEndpoint, emptySet, startRecording, startUpstream } from "./tape-endpoint.ts";

const [front, tilted] = pictures.map(({ file }) => file);
const group = pictures.find(({ use }) => use === "group")?.file;
const CollectionId = "staff";

let upstream: TapeEndpoint;

beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(() => upstream.end());

test("boxes of the same face are paired, best first, and far ones are not", () => {
  const box = (Left: number) => ({ BoundingBox: { Left, Top: 0.125, Width: 0.25, Height: 0.25 } });
  const pairs = pairBoxes(boxesOf([box(0), box(0.5)]), boxesOf([box(0.5625), box(0.875), box(0.5)]));
  expect(pairs).toEqual([{ a: 1, b: 2, overlap: 1 }]);
});

test("the local model agrees with what it said itself, and a changed recording shows", async () => {
  const set = emptySet();
  await using recording = await startRecording(upstream.url, set);
  const { client } = recording;
  await client.send(new CreateCollectionCommand({ CollectionId }));
  const bytes = (file = "") => ({ Bytes: fixturePicture(file) });
  await client.send(new IndexFacesCommand({ CollectionId, Image: bytes(front), ExternalImageId: "a" }));
  await client.send(new SearchFacesByImageCommand({ CollectionId, Image: bytes(tilted) }));
  // Indexed after the search: the local model finds it too, but the search did not have it.
  await client.send(new IndexFacesCommand({ CollectionId, Image: bytes(group), ExternalImageId: "b" }));
  await recording.end();

  const tape = new Tape(set);
  const compare = async () => {
    await using local = await startUpstream();
    return await compareWithLocal(tape, await picturesByHash(FIXTURES), await callsOf(local.client));
  };
  const { comparisons, leftOut } = await compare();
  expect(leftOut).toEqual([]);
  expect(comparisons.map(({ what, recorded, local: ours, same }) => [what, recorded, ours, same])).toEqual(
    expect.arrayContaining([
      ["faces", 1, 1, 1],
      ["faces", 3, 3, 3],
      ["matches", 1, 1, 1],
    ]),
  );

  const search = tape.all().find(({ recording: { operation } }) => operation === "SearchFacesByImage");
  if (search === undefined) throw new Error("no search was recorded");
  const { response } = search.recording;
  tape.write(
    { ...search.recording, response: { ...response, body: { ...response.body, FaceMatches: [] } } },
    {},
    search.file,
  );
  const changed = await compare();
  expect(changed.comparisons.find(({ file }) => file === search.file)).toMatchObject({
    what: "matches",
    recorded: 0,
    local: 1,
    same: 0,
  });
});

test("recordings of pictures that are not here are left out", async () => {
  const set = emptySet();
  await using recording = await startRecording(upstream.url, set);
  await recording.client.send(new DetectFacesCommand({ Image: { Bytes: fixturePicture(front ?? "") } }));
  await recording.end();
  const { comparisons, leftOut } = await compareWithLocal(new Tape(set), new Map(), await callsOf(upstream.client));
  expect({ comparisons, leftOut }).toEqual({ comparisons: [], leftOut: new Tape(set).files() });
});
