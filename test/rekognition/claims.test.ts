import {
  CreateCollectionCommand,
  DeleteCollectionCommand,
  DescribeCollectionCommand,
  IndexFacesCommand,
  type RekognitionClient,
} from "@aws-sdk/client-rekognition";
import { expect, test } from "vitest";
import { fixturePicture } from "./fixture-picture.ts";
import { emptySet, startAws, startRecording, startReplay, startUpstream } from "./recordings/tape-endpoint.ts";

// Whose a collection is, for stacks of an emulator that forgets them; see dev/rekognition/claims.

const EMULATOR = "http://localstack:4566";
const CollectionId = "employees";

async function claim(url: string, stack: string, emulator = EMULATOR): Promise<unknown> {
  const body = JSON.stringify({ emulator, stack: `arn:aws:cloudformation:us-east-1:000000000000:stack/d/${stack}` });
  const answer = await fetch(`${url}/_doppelface/collections/${CollectionId}/claim`, { method: "POST", body });
  return answer.json();
}

async function indexOne(client: RekognitionClient): Promise<void> {
  await client.send(new CreateCollectionCommand({ CollectionId }));
  await client.send(new IndexFacesCommand({ CollectionId, Image: { Bytes: fixturePicture("nora-lind.jpg") } }));
}

test("the next stack of an emulator clears the faces that the forgotten one has left, once", async () => {
  await using rekognition = await startUpstream();
  const { url, client } = rekognition;
  expect(await claim(url, "first")).toEqual({ outcome: "claimed" });
  await indexOne(client);
  expect(await claim(url, "first")).toEqual({ outcome: "claimed" });
  expect(await client.send(new DescribeCollectionCommand({ CollectionId }))).toMatchObject({ FaceCount: 1 });

  expect(await claim(url, "second")).toEqual({ outcome: "cleared", faces: 1 });
  await expect(client.send(new DescribeCollectionCommand({ CollectionId }))).rejects.toThrow("not found");
  await client.send(new CreateCollectionCommand({ CollectionId }));
  expect(await claim(url, "second")).toEqual({ outcome: "claimed" });
});

test("of two stacks that claim at one moment one clears the faces", async () => {
  await using rekognition = await startUpstream();
  const { url, client } = rekognition;
  expect(await claim(url, "first")).toEqual({ outcome: "claimed" });
  await indexOne(client);
  const outcomes = await Promise.all(["second", "third"].map((stack) => claim(url, stack)));
  expect(outcomes).toEqual([{ outcome: "cleared", faces: 1 }, { outcome: "claimed" }]);
});

test("a collection that others made stays, whichever stack comes", async () => {
  await using rekognition = await startUpstream();
  const { url, client } = rekognition;
  await indexOne(client);
  for (const stack of ["first", "second"]) expect(await claim(url, stack)).toEqual({ outcome: "others" });

  // Deleted and made by somebody else, it is no stack's any more.
  await client.send(new DeleteCollectionCommand({ CollectionId }));
  expect(await claim(url, "second")).toEqual({ outcome: "claimed" });
  await client.send(new CreateCollectionCommand({ CollectionId }));
  await client.send(new DeleteCollectionCommand({ CollectionId }));
  await client.send(new CreateCollectionCommand({ CollectionId }));
  expect(await claim(url, "third")).toEqual({ outcome: "others" });
  // A stack of another emulator may still be there.
  await client.send(new DeleteCollectionCommand({ CollectionId }));
  expect(await claim(url, "third")).toEqual({ outcome: "claimed" });
  await client.send(new CreateCollectionCommand({ CollectionId }));
  expect(await claim(url, "fourth", "http://127.0.0.1:4566")).toEqual({ outcome: "others" });
  expect(await client.send(new DescribeCollectionCommand({ CollectionId }))).toMatchObject({ FaceCount: 0 });
});

test("where an upstream has the collections nothing is deleted, and the mode is told", async () => {
  await using upstream = await startUpstream();
  const folder = emptySet();
  await using aws = await startAws(upstream.url);
  await using record = await startRecording(upstream.url, folder);
  for (const [mode, { url }] of Object.entries({ aws, record })) {
    expect(await claim(url, "first")).toEqual({ outcome: "claimed" });
    expect(await claim(url, "second")).toEqual({ outcome: "kept", mode, prefix: "someone-" });
    expect(await claim(url, "second")).toEqual({ outcome: "claimed" });
  }
});

test("a replay begins the collection anew, and answers the same pictures as before", async () => {
  const folder = emptySet();
  await using upstream = await startUpstream();
  await using record = await startRecording(upstream.url, folder);
  await indexOne(record.client);
  await record.end();

  await using replay = await startReplay(folder);
  expect(await claim(replay.url, "first")).toEqual({ outcome: "claimed" });
  await indexOne(replay.client);
  expect(await claim(replay.url, "second")).toEqual({ outcome: "cleared", faces: 1 });
  // There is none any more.
  expect(await claim(replay.url, "third")).toEqual({ outcome: "claimed" });
  await indexOne(replay.client);
  expect((await replay.end())?.misses).toEqual([]);
});

test.each([[{}], [{ emulator: EMULATOR }], [{ emulator: EMULATOR, stack: 1 }]])("refuses %j", async (claimant) => {
  await using rekognition = await startUpstream();
  const url = `${rekognition.url}/_doppelface/collections/${CollectionId}/claim`;
  const answer = await fetch(url, { method: "POST", body: JSON.stringify(claimant) });
  expect(answer.status).toBe(400);
});
