import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  AssociateFacesCommand,
  CreateCollectionCommand,
  CreateUserCommand,
  DescribeCollectionCommand,
  DetectFacesCommand,
  IndexFacesCommand,
  ListCollectionsCommand,
  ListTagsForResourceCommand,
  SearchFacesByImageCommand,
  TagResourceCommand,
} from "@aws-sdk/client-rekognition";
import sharp from "sharp";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { S3_SERVICE } from "../../../dev/endpoint/services/s3/definition.ts";
import { destroyRemote, remoteCollections } from "../../../dev/rekognition/recordings/destroy-remote.ts";
import { Upstream } from "../../../dev/rekognition/recordings/upstream.ts";
import { pictures } from "../../../fixtures/pictures.ts";
import { startTestEndpoint } from "../../support/endpoint.ts";
import { createTestBucket } from "../../support/s3.ts";
import { fixturePicture, photograph } from "../fixture-picture.ts";
import { type TapeEndpoint, emptySet, startAws, startRecording, startReplay, startUpstream } from "./tape-endpoint.ts";

const [portrait, another] = pictures.map(({ file }) => fixturePicture(file));
const Image = { Bytes: portrait };

let upstream: TapeEndpoint;

beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(() => upstream.end());

test("aws passes everything on under the developer's prefix, and shows nothing of others", async () => {
  await upstream.client.send(new CreateCollectionCommand({ CollectionId: "of-somebody-else" }));
  await using aws = await startAws(upstream.url, { prefix: "me-" });
  const CollectionId = "staff";
  const { CollectionArn } = await aws.client.send(new CreateCollectionCommand({ CollectionId, Tags: { a: "1" } }));
  expect(CollectionArn).toMatch(/:collection\/staff$/);
  const { FaceRecords = [] } = await aws.client.send(
    new IndexFacesCommand({ CollectionId, Image, ExternalImageId: "x" }),
  );
  const { FaceMatches = [] } = await aws.client.send(new SearchFacesByImageCommand({ CollectionId, Image }));
  expect(FaceMatches[0]?.Face).toMatchObject({ FaceId: FaceRecords[0]?.Face?.FaceId, ExternalImageId: "x" });
  const described = await aws.client.send(new DescribeCollectionCommand({ CollectionId }));
  expect(described).toMatchObject({ FaceCount: 1, CreationTimestamp: expect.any(Date) });
  const ResourceArn = described.CollectionARN;
  await aws.client.send(new TagResourceCommand({ ResourceArn, Tags: { b: "2" } }));
  expect((await aws.client.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags).toEqual({ a: "1", b: "2" });
  expect((await aws.client.send(new ListCollectionsCommand({}))).CollectionIds).toEqual(["staff"]);
  const missing = aws.client.send(new SearchFacesByImageCommand({ CollectionId: "nobody", Image }));
  await expect(missing).rejects.toThrow("The collection id: nobody does not exist");
  expect((await upstream.client.send(new ListCollectionsCommand({}))).CollectionIds).toContain("me-staff");
  const sent = aws.notices.filter((notice) => notice.startsWith("Sent to "));
  expect(sent.map((notice) => notice.replace(upstream.url, "URL"))).toEqual([
    expect.stringMatching(/^Sent to URL with IndexFaces: [0-9a-f]{8}…, \d+ bytes, 480×480$/),
    expect.stringMatching(/^Sent to URL with SearchFacesByImage: [0-9a-f]{8}…, \d+ bytes, 480×480$/),
    expect.stringMatching(/^Sent to URL with SearchFacesByImage: /),
  ]);
});

test("a collection may have the developer's prefix within its own name", async () => {
  await using aws = await startAws(upstream.url, { prefix: "me-" });
  const CollectionId = "some-me-staff";
  const { CollectionArn } = await aws.client.send(new CreateCollectionCommand({ CollectionId }));
  expect(CollectionArn).toMatch(/:collection\/some-me-staff$/);
  expect((await aws.client.send(new ListCollectionsCommand({}))).CollectionIds).toContain(CollectionId);
  const missing = aws.client.send(new SearchFacesByImageCommand({ CollectionId: "no-me-staff", Image }));
  await expect(missing).rejects.toThrow("The collection id: no-me-staff does not exist");
});

test("credentials that come later are found, and a stop without any is one", async () => {
  const nowhere = join(emptySet(), "credentials");
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"]) vi.stubEnv(name, undefined);
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", nowhere);
  vi.stubEnv("AWS_CONFIG_FILE", nowhere);
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
  onTestFinished(() => void vi.unstubAllEnvs());
  const options = { url: undefined, region: "us-east-1", prefix: "me-", maxCalls: 10 };
  const aws = await startAws(upstream.url, options);
  await expect(aws.client.send(new ListCollectionsCommand({}))).rejects.toThrow("No AWS credentials were found");
  await expect(aws.end()).resolves.toBeUndefined();

  const remote = new Upstream(options);
  await expect(remote.secrets()).rejects.toThrow("No AWS credentials were found");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "a-key");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "a-secret");
  expect(await remote.secrets()).toEqual(["a-key", "a-secret"]);
  await remote.close();
});

test("a set whose own files cannot be read is told by their names", async () => {
  const set = emptySet();
  mkdirSync(set);
  writeFileSync(join(set, "set.json"), "{");
  await expect(startReplay(set)).rejects.toThrow(join(set, "set.json"));
  rmSync(join(set, "set.json"));
  await using recording = await startRecording(upstream.url, set);
  const create = new CreateCollectionCommand({ CollectionId: "indexed" });
  await recording.client.send(create);
  await recording.end();
  writeFileSync(join(set, "index.json"), '{"indexed": 1}');
  await using replay = await startReplay(set);
  await expect(replay.client.send(create)).rejects.toMatchObject({
    name: "RecordingUnreadableException",
    message: expect.stringContaining(join(set, "index.json")),
  });
});

test("destroy-remote finds the collections with the prefix, and no others", async () => {
  for (const CollectionId of ["gone-a", "gone-b", "kept-gone-"]) {
    await upstream.client.send(new CreateCollectionCommand({ CollectionId }));
  }
  const remote = new Upstream({ url: upstream.url, region: "us-east-1", prefix: "gone-", maxCalls: 10 });
  expect(await remoteCollections(remote)).toEqual(["gone-a", "gone-b"]);
  for (const name of await remoteCollections(remote)) await destroyRemote(remote, name);
  await remote.close();
  const { CollectionIds } = await upstream.client.send(new ListCollectionsCommand({}));
  expect(CollectionIds).toContain("kept-gone-");
  expect(CollectionIds).not.toContain("gone-a");
});

test("no more calls than --max-calls says, and an upstream that is away is told at once", async () => {
  await using limited = await startAws(upstream.url, { maxCalls: 1 });
  await limited.client.send(new ListCollectionsCommand({}));
  const second = limited.client.send(new ListCollectionsCommand({}));
  await expect(second).rejects.toMatchObject({ name: "UpstreamCallLimitReached", $metadata: { attempts: 1 } });
  await using away = await startAws("http://127.0.0.1:9");
  await expect(away.client.send(new ListCollectionsCommand({}))).rejects.toMatchObject({
    name: "UpstreamUnavailable",
    message: expect.stringContaining("http://127.0.0.1:9 gave no answer"),
    $metadata: { attempts: 1 },
  });
});

test("a photograph is neither sent nor stored without consent; with it the set says so, expires and stays out of git", async () => {
  const set = emptySet();
  const detect = new DetectFacesCommand({ Image: { Bytes: photograph(1) } });
  await using without = await startRecording(upstream.url, set);
  await expect(without.client.send(detect)).rejects.toMatchObject({
    name: "ConsentRequiredException",
    message: expect.stringContaining("--consent"),
  });
  await expect(without.client.send(detect)).rejects.toMatchObject({ name: "ConsentRequiredException" });
  // Told where the recording runs, once.
  expect(without.notices).toEqual([expect.stringContaining("was neither sent nor recorded")]);
  expect(await without.end()).toMatchObject({ written: [] });
  expect(existsSync(join(set, "set.json"))).toBe(false);

  const record = { consent: "The sitters agreed to tests.", expires: "2026-01-31" };
  await using agreed = await startRecording(upstream.url, set, { record });
  await agreed.client.send(detect);
  await agreed.end();
  expect(JSON.parse(readFileSync(join(set, "set.json"), "utf8"))).toEqual({ format: 1, attributes: false, ...record });
  expect(readFileSync(join(set, ".gitignore"), "utf8")).toBe("*\n");

  // What is in the set already may be recorded again.
  await using again = await startRecording(upstream.url, set);
  await again.client.send(detect);
  expect(await again.end()).toMatchObject({ hits: 1, written: [] });

  await expect(startReplay(set)).rejects.toThrow("The recordings 'test' expired on 2026-01-31.");
  await using warned = await startReplay(set, { expired: "warn" });
  expect(warned.notices).toEqual([expect.stringContaining("expired on 2026-01-31")]);
  await warned.client.send(detect);
});

test("age, gender and emotions are stored where they are asked for by name, or by --attributes", async () => {
  const attributes = async (names: ("ALL" | "GENDER")[], stored: boolean) => {
    await using recording = await startRecording(upstream.url, emptySet(), { record: { attributes: stored } });
    const { FaceDetails = [] } = await recording.client.send(new DetectFacesCommand({ Image, Attributes: names }));
    return ["AgeRange", "Gender", "Emotions", "Smile"].filter((name) => Object.hasOwn(FaceDetails[0] ?? {}, name));
  };
  expect(await attributes(["ALL"], false)).toEqual(["Smile"]);
  expect(await attributes(["GENDER"], false)).toEqual(["Gender"]);
  expect(await attributes(["ALL"], true)).toEqual(["AgeRange", "Gender", "Emotions", "Smile"]);
});

test("users and tags are part of what a collection holds", async () => {
  const set = emptySet();
  const CollectionId = "with-users";
  const run = async ({ client }: TapeEndpoint) => {
    await client.send(new CreateCollectionCommand({ CollectionId }));
    const { FaceRecords = [] } = await client.send(
      new IndexFacesCommand({ CollectionId, Image, ExternalImageId: "x" }),
    );
    const before = await client.send(new DescribeCollectionCommand({ CollectionId }));
    await client.send(new CreateUserCommand({ CollectionId, UserId: "u" }));
    const FaceIds = FaceRecords.map(({ Face }) => Face?.FaceId ?? "");
    const { AssociatedFaces } = await client.send(new AssociateFacesCommand({ CollectionId, UserId: "u", FaceIds }));
    const after = await client.send(new DescribeCollectionCommand({ CollectionId }));
    return [before.UserCount, AssociatedFaces, after.UserCount];
  };
  await using recording = await startRecording(upstream.url, set);
  const recorded = await run(recording);
  await recording.end();
  await using replay = await startReplay(set);
  expect(await run(replay)).toEqual(recorded);
  expect(recorded).toEqual([0, [{ FaceId: expect.any(String) }], 1]);
});

test("objects are read from the other S3_SERVICE, signed, and what is too large is made smaller with a note", async () => {
  await using emulator = await startTestEndpoint({ services: [S3_SERVICE], settings: { strict: true } });
  const s3 = new S3Client(emulator.client);
  const Bucket = await createTestBucket(s3);
  const put = async (Name: string, Body: Uint8Array) => {
    await s3.send(new PutObjectCommand({ Bucket, Key: Name, Body }));
    return { S3Object: { Bucket, Name } };
  };
  const noise = { raw: { width: 1600, height: 1600, channels: 3 } } as const;
  const large = await sharp(randomBytes(1600 * 1600 * 3), noise)
    .png({ compressionLevel: 0 })
    .toBuffer();
  expect(large.byteLength).toBeGreaterThan(5_242_880);
  const set = emptySet();
  const record = { consent: "Noise agrees to everything." };
  await using recording = await startRecording(upstream.url, set, { record, s3Endpoint: emulator.url });
  const { client } = recording;
  const { FaceDetails = [] } = await client.send(
    new DetectFacesCommand({ Image: await put("a b/ü.jpg", portrait ?? large) }),
  );
  expect(FaceDetails).toHaveLength(1);
  await client.send(new DetectFacesCommand({ Image: await put("noise.png", large) }));
  expect(recording.notices.join()).toMatch(
    /A picture was made smaller to be sent: \w{8}…, \d+ bytes, 1600×1600 became/,
  );
  const tooLarge = await put("noise.txt", Buffer.alloc(6 << 20, "no picture"));
  await expect(client.send(new DetectFacesCommand({ Image: tooLarge }))).rejects.toMatchObject({
    name: "ImageTooLargeException",
    message: expect.stringContaining("cannot be read as a picture"),
  });
  const { written = [] } = (await recording.end()) ?? {};
  expect(written).toHaveLength(2);
  expect(readFileSync(join(set, written[1] ?? ""), "utf8")).toContain('"sent": {');

  // The same bytes, however they come, are the same request.
  await using replay = await startReplay(set);
  const { FaceDetails: replayed } = await replay.client.send(new DetectFacesCommand({ Image }));
  expect(replayed).toEqual(FaceDetails);
  const other = replay.client.send(new DetectFacesCommand({ Image: { Bytes: another } }));
  await expect(other).rejects.toThrow("The picture is in no recording of the set.");
});
