import {
  CreateCollectionCommand,
  DeleteFacesCommand,
  DescribeCollectionCommand,
  DetectFacesCommand,
  IndexFacesCommand,
  ListFacesCommand,
  type RekognitionClient,
  SearchFacesByImageCommand,
  SearchFacesCommand,
} from "@aws-sdk/client-rekognition";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pictures } from "../../../fixtures/pictures.ts";
import { fixturePicture } from "../fixture-picture.ts";
import { type TapeEndpoint, emptySet, startRecording, startReplay, startUpstream } from "./tape-endpoint.ts";

const CollectionId = "employees";
const PEOPLE = pictures
  .filter(({ use }) => use === "register")
  .map(({ file }) => file)
  .slice(0, 3);
const QUESTION = `smiling/${PEOPLE[0] ?? ""}`;
const picture = (file: string) => ({ Bytes: fixturePicture(file) });

let upstream: TapeEndpoint;
const folder = emptySet();

/** What a program does: a collection, pictures at once under ids of this run, searches, a deletion. */
async function program(client: RekognitionClient, files: readonly string[], run: string) {
  await client.send(new CreateCollectionCommand({ CollectionId }));
  const indexed = await Promise.all(
    files.map((file) =>
      client.send(
        new IndexFacesCommand({ CollectionId, Image: picture(file), ExternalImageId: `${file}.${run}`, MaxFaces: 1 }),
      ),
    ),
  );
  const rows = indexed.map(({ FaceRecords = [] }, at) => ({
    file: files[at],
    faces: FaceRecords.map(({ Face }) => Face),
  }));
  const listed = await client.send(new ListFacesCommand({ CollectionId }));
  const found = await client.send(new SearchFacesByImageCommand({ CollectionId, Image: picture(QUESTION) }));
  const [first] = rows.find(({ file }) => file === PEOPLE[1])?.faces ?? [];
  const like = await client.send(new SearchFacesCommand({ CollectionId, FaceId: first?.FaceId }));
  const detected = await client.send(
    new DetectFacesCommand({ Image: picture("lunch-group.jpg"), Attributes: ["ALL"] }),
  );
  await client.send(new DeleteFacesCommand({ CollectionId, FaceIds: [first?.FaceId ?? ""] }));
  const described = await client.send(new DescribeCollectionCommand({ CollectionId }));
  const answers = [listed, found, like, detected, described].map((answer) => ({ ...answer, $metadata: undefined }));
  return {
    rows: rows.toSorted((a, b) => ((a.file ?? "") < (b.file ?? "") ? -1 : 1)),
    answers,
  };
}

async function messageOf(answer: Promise<unknown>): Promise<Error> {
  return answer.then(
    () => expect.unreachable("it was answered"),
    (error: Error) => error,
  );
}

beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(() => upstream.end());

test("what was recorded replays, in another order and under other ids", async () => {
  await using recording = await startRecording(upstream.url, folder);
  const recorded = await program(recording.client, PEOPLE, "first");
  expect(await recording.end()).toMatchObject({ misses: [], unused: [], kept: [], refused: [] });

  await using replay = await startReplay(folder);
  const replayed = await program(replay.client, PEOPLE.toReversed(), "second");
  expect(await replay.end()).toMatchObject({ misses: [], unused: [] });
  const renamed: unknown = JSON.parse(JSON.stringify(recorded).replaceAll(".first", ".second"));
  expect(JSON.parse(JSON.stringify(replayed))).toEqual(renamed);
});

test("a second answer to an equal request is replayed second, and the last one for ever", async () => {
  const set = emptySet();
  const again = async ({ client }: TapeEndpoint, times: number) => {
    const outcomes: string[] = [];
    for (let time = 0; time < times; time++) {
      const made = client.send(new CreateCollectionCommand({ CollectionId: "twice" }));
      outcomes.push(
        await made.then(
          () => "made",
          (error: Error) => error.name,
        ),
      );
    }
    return outcomes;
  };
  const [MADE, EXISTS] = ["made", "ResourceAlreadyExistsException"];
  await using recording = await startRecording(upstream.url, set);
  expect(await again(recording, 3)).toEqual([MADE, EXISTS, EXISTS]);
  expect(await recording.end()).toMatchObject({
    written: [
      expect.stringMatching(/^twice\/CreateCollection\/request-[0-9a-f]{12}\.json$/),
      expect.stringMatching(/^twice\/CreateCollection\/request-[0-9a-f]{12}-2\.json$/),
    ],
    hits: 1,
  });
  await using replay = await startReplay(set);
  expect(await again(replay, 4)).toEqual([MADE, EXISTS, EXISTS, EXISTS]);
});

test("the same picture under a second id is another face, though it was recorded under one", async () => {
  const set = emptySet();
  const index = (client: RekognitionClient, ExternalImageId: string) =>
    client.send(new IndexFacesCommand({ CollectionId, Image: picture(PEOPLE[0] ?? ""), ExternalImageId }));
  await using recording = await startRecording(upstream.url, set);
  await recording.client.send(new CreateCollectionCommand({ CollectionId }));
  const recorded = await index(recording.client, "a");
  await recording.end();

  await using replay = await startReplay(set);
  const first = await index(replay.client, "b");
  const second = await index(replay.client, "c");
  const repeated = await index(replay.client, "b");
  const faceOf = ({ FaceRecords = [] }: typeof first) => FaceRecords[0]?.Face;
  expect(faceOf(first)).toEqual({ ...faceOf(recorded), ExternalImageId: "b" });
  expect(faceOf(second)).toMatchObject({ BoundingBox: faceOf(first)?.BoundingBox, ExternalImageId: "c" });
  expect(faceOf(second)?.FaceId).not.toBe(faceOf(first)?.FaceId);
  expect(faceOf(repeated)).toEqual(faceOf(first));
});

test("a search is never answered by what a collection held at another time", async () => {
  await using replay = await startReplay(folder);
  const { client } = replay;
  await client.send(new CreateCollectionCommand({ CollectionId }));
  const indexed = new IndexFacesCommand({
    CollectionId,
    Image: picture(PEOPLE[0] ?? ""),
    ExternalImageId: "one",
    MaxFaces: 1,
  });
  await client.send(indexed);
  const search = new SearchFacesByImageCommand({ CollectionId, Image: picture(QUESTION) });
  const miss = await messageOf(client.send(search));
  expect(miss.name).toBe("ReplayMissException");
  expect(miss.message).toContain("The collection does not hold what it held when this was recorded.");
  expect(miss.message).toMatch(/> its faces +3 +1\n/);
});

test("a picture in an S3 that has it not is answered as on AWS, and is no miss", async () => {
  await using replay = await startReplay(folder);
  const Image = { S3Object: { Bucket: "bucket", Name: "nobody.jpg" } };
  const answer = await messageOf(replay.client.send(new DetectFacesCommand({ Image })));
  expect(answer.name).toBe("InvalidS3ObjectException");
  expect(await replay.end()).toMatchObject({ misses: [] });
});
