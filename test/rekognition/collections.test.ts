import {
  CreateCollectionCommand,
  DeleteCollectionCommand,
  DescribeCollectionCommand,
  ListCollectionsCommand,
  ListTagsForResourceCommand,
  RekognitionClient,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-rekognition";
import { expect, test } from "vitest";
import { clientConfig } from "../support/endpoint.ts";
import { STRANGER, startFaceEndpoint } from "./face-endpoint.ts";
import { rawCall } from "./raw-call.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const { endpoint, client } = await startFaceEndpoint();

const arn = (name: string) => `arn:aws:rekognition:us-east-1:000000000000:collection/${name}`;
const create = (name: string, tags?: Record<string, string>) =>
  client.send(new CreateCollectionCommand({ CollectionId: name, ...(tags ? { Tags: tags } : {}) }));

test("creates and describes a collection, each with its own form of the ARN", async () => {
  const before = Date.now();

  const created = await create("made");
  const described = await client.send(new DescribeCollectionCommand({ CollectionId: "made" }));

  expect(created).toMatchObject({
    StatusCode: 200,
    CollectionArn: "aws:rekognition:us-east-1:000000000000:collection/made",
    FaceModelVersion: "7.0",
  });
  expect(described).toMatchObject({
    CollectionARN: "arn:aws:rekognition:us-east-1:000000000000:collection/made",
    FaceCount: 0,
    UserCount: 0,
    FaceModelVersion: "7.0",
  });
  expect(described.CreationTimestamp?.getTime()).toBeGreaterThanOrEqual(before);
  expect(described.CreationTimestamp?.getTime()).toBeLessThanOrEqual(Date.now());
});

test("answers in the wire form of awsJson 1.1, times as epoch seconds", async () => {
  await create("wire");

  const { headers, body } = await rawCall(endpoint.url, "DescribeCollection", { CollectionId: "wire" });

  expect(headers.get("content-type")).toBe("application/x-amz-json-1.1");
  expect(headers.get("x-amzn-requestid")).toMatch(UUID);
  expect(Math.abs(Number(body["CreationTimestamp"]) - Date.now() / 1000)).toBeLessThan(60);
});

test("gives modelled exceptions Code, Logref and a capital Message", async () => {
  await create("twice");

  const { status, body } = await rawCall(endpoint.url, "CreateCollection", { CollectionId: "twice" });

  expect(status).toBe(400);
  expect(body).toEqual({
    __type: "ResourceAlreadyExistsException",
    Code: "ResourceAlreadyExistsException",
    Logref: expect.stringMatching(UUID),
    Message: "The collection id: twice already exists.",
  });
});

test("says that a collection is missing, DescribeCollection in its own words", async () => {
  const missing = { CollectionId: "missing" };
  const image = { Bytes: "AAAA" };

  const described = await rawCall(endpoint.url, "DescribeCollection", missing);
  const others = await Promise.all([
    rawCall(endpoint.url, "DeleteCollection", missing),
    rawCall(endpoint.url, "ListFaces", missing),
    rawCall(endpoint.url, "DeleteFaces", { ...missing, FaceIds: [STRANGER] }),
    rawCall(endpoint.url, "SearchFaces", { ...missing, FaceId: STRANGER }),
    // The collection is looked at before the picture.
    rawCall(endpoint.url, "SearchFacesByImage", { ...missing, Image: image }),
    rawCall(endpoint.url, "IndexFaces", { ...missing, Image: image }),
  ]);

  expect(described.body["Message"]).toBe("Collection:missing not found!");
  for (const { status, body } of [described, ...others]) {
    expect(status).toBe(400);
    expect(body["Code"]).toBe("ResourceNotFoundException");
  }
  for (const { body } of others) expect(body["Message"]).toBe("The collection id: missing does not exist");
});

test("deletes a collection, whose name can then be taken again", async () => {
  await create("gone", { team: "a" });

  const deleted = await client.send(new DeleteCollectionCommand({ CollectionId: "gone" }));
  const describing = client.send(new DescribeCollectionCommand({ CollectionId: "gone" }));

  expect(deleted.StatusCode).toBe(200);
  await expect(describing).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await create("gone");
  expect(await client.send(new ListTagsForResourceCommand({ ResourceArn: arn("gone") }))).toMatchObject({ Tags: {} });
});

test("keeps accounts and regions apart, and names case-sensitive", async () => {
  const account = new RekognitionClient(clientConfig(endpoint.url, "111122223333"));
  const region = new RekognitionClient({ ...endpoint.client, region: "eu-west-1" });
  const ids = async (of: RekognitionClient) => (await of.send(new ListCollectionsCommand({}))).CollectionIds;
  for (const of of [client, account, region]) await of.send(new CreateCollectionCommand({ CollectionId: "Shared" }));
  await account.send(new CreateCollectionCommand({ CollectionId: "shared" }));

  expect(await ids(account)).toEqual(["Shared", "shared"]);
  expect(await ids(region)).toEqual(["Shared"]);
  expect(await ids(client)).not.toContain("shared");
});

test("pages through collections, also when those of a page are deleted meanwhile", async () => {
  const pager = new RekognitionClient(clientConfig(endpoint.url, "222222222222"));
  const names = ["e", "d", "c", "b", "a"];
  for (const name of names) await pager.send(new CreateCollectionCommand({ CollectionId: name }));

  const seen: string[] = [];
  let token: string | undefined;
  do {
    const page = await pager.send(
      new ListCollectionsCommand({ MaxResults: 2, ...(token === undefined ? {} : { NextToken: token }) }),
    );
    expect(page.FaceModelVersions).toEqual(page.CollectionIds?.map(() => "7.0"));
    for (const name of page.CollectionIds ?? []) {
      seen.push(name);
      await pager.send(new DeleteCollectionCommand({ CollectionId: name }));
    }
    token = page.NextToken;
  } while (token !== undefined);

  expect(seen.toSorted()).toEqual(names.toSorted());
});

test("refuses a token that was changed, or that belongs to another listing", async () => {
  const other = new RekognitionClient(clientConfig(endpoint.url, "333333333333"));
  await create("page-1");
  await create("page-2");
  const { NextToken: token = "" } = await client.send(new ListCollectionsCommand({ MaxResults: 1 }));
  const next = (of: RekognitionClient, NextToken: string) => of.send(new ListCollectionsCommand({ NextToken }));
  const flipped = `${token.startsWith("A") ? "B" : "A"}${token.slice(1)}`;

  expect(token.length).toBeLessThanOrEqual(255);
  await expect(next(client, token)).resolves.toBeDefined();
  for (const attempt of [next(client, flipped), next(client, `${token}~`), next(client, "x"), next(other, token)]) {
    await expect(attempt).rejects.toMatchObject({ name: "InvalidPaginationTokenException" });
  }
});

test("adds, changes, lists and removes tags", async () => {
  await create("tagged", { team: "faces", stage: "dev" });
  const ResourceArn = arn("tagged");

  await client.send(new TagResourceCommand({ ResourceArn, Tags: { stage: "test", "owner/name": "Nora L." } }));
  await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["team", "never-there"] }));
  const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceArn }));

  expect(Tags).toEqual({ stage: "test", "owner/name": "Nora L." });
});

test("refuses tags of what is not there, and more than 200", async () => {
  await create("crowded", Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`a${i}`, ""])));
  const many = Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`b${i}`, ""]));

  const missing = client.send(new ListTagsForResourceCommand({ ResourceArn: arn("not-there") }));
  const elsewhere = client.send(
    new ListTagsForResourceCommand({ ResourceArn: arn("crowded").replace("us-east-1", "eu-west-1") }),
  );
  const crowding = client.send(new TagResourceCommand({ ResourceArn: arn("crowded"), Tags: many }));

  await expect(missing).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await expect(elsewhere).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await expect(crowding).rejects.toMatchObject({ name: "ServiceQuotaExceededException" });
  const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceArn: arn("crowded") }));
  expect(Object.keys(Tags ?? {})).toHaveLength(150);
});

test("names an operation that is not here, once and without retries", async () => {
  const { status, body } = await rawCall(endpoint.url, "StartFaceDetection", {});

  expect(status).toBe(400);
  expect(body).toEqual({
    __type: "UnsupportedOperation",
    message: expect.stringContaining("rekognition StartFaceDetection is not supported by the embedded engine"),
  });
});

test("tells the bus of each call, refused ones included", async () => {
  const steps: unknown[] = [];
  const stop = endpoint.bus.on("recognised", (step) => steps.push(step));

  await rawCall(endpoint.url, "ListCollections", {});
  await rawCall(endpoint.url, "DescribeCollection", { CollectionId: "no such" });
  stop();

  expect(steps).toMatchObject([
    { operation: "ListCollections", error: undefined, modelMs: 0 },
    { operation: "DescribeCollection", error: expect.stringContaining("ValidationException: 1 validation error") },
  ]);
});
