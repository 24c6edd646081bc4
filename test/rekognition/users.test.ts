import {
  AssociateFacesCommand,
  type AssociateFacesCommandInput,
  CreateCollectionCommand,
  CreateUserCommand,
  DeleteCollectionCommand,
  DeleteFacesCommand,
  DeleteUserCommand,
  DescribeCollectionCommand,
  DisassociateFacesCommand,
  IndexFacesCommand,
  ListFacesCommand,
  ListUsersCommand,
  RekognitionClient,
  SearchFacesCommand,
  SearchUsersByImageCommand,
  SearchUsersCommand,
} from "@aws-sdk/client-rekognition";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseShape } from "../../dev/rekognition/validate.ts";
import { startTestEndpoint } from "../support/endpoint.ts";
import { fixturePicture } from "./fixture-picture.ts";
import { rawCall } from "./raw-call.ts";

const STRANGER = "11111111-2222-3333-4444-555555555555";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let client: RekognitionClient;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  client = new RekognitionClient(endpoint.client);
});
afterAll(() => endpoint.stop());

const picture = (file: string) => ({ Bytes: fixturePicture(file) });

/** A collection with two faces of Nora, one of Greta and one user, `nora`. */
async function peopled(CollectionId: string) {
  await client.send(new CreateCollectionCommand({ CollectionId }));
  const [upright, tilted, greta] = [
    await index(CollectionId, "nora-lind.jpg"),
    await index(CollectionId, "tilted/nora-lind.jpg"),
    await index(CollectionId, "greta-holm.jpg"),
  ];
  await client.send(new CreateUserCommand({ CollectionId, UserId: "nora" }));
  return { CollectionId, upright, tilted, greta };
}

async function index(CollectionId: string, file: string): Promise<string> {
  const { FaceRecords } = await client.send(new IndexFacesCommand({ CollectionId, Image: picture(file) }));
  return FaceRecords?.[0]?.Face?.FaceId ?? "";
}

const associate = (input: Partial<AssociateFacesCommandInput>) =>
  client.send(new AssociateFacesCommand({ UserId: "nora", ...input } as AssociateFacesCommandInput));

const usersOf = async (CollectionId: string) =>
  (await client.send(new ListUsersCommand({ CollectionId }))).Users?.map(({ UserId, UserStatus }) => [
    UserId,
    UserStatus,
  ]);

async function untilSettled(CollectionId: string): Promise<void> {
  await expect
    .poll(async () => JSON.stringify(await usersOf(CollectionId)), { timeout: 5000 })
    .not.toContain("UPDATING");
}

test("a user is CREATED, then UPDATING with its first face, then ACTIVE, and CREATED again without faces", async () => {
  const { CollectionId, upright, tilted } = await peopled("status");

  expect(await usersOf(CollectionId)).toEqual([["nora", "CREATED"]]);
  const associated = await associate({ CollectionId, FaceIds: [upright, tilted] });
  expect(associated).toMatchObject({
    AssociatedFaces: [{ FaceId: upright }, { FaceId: tilted }],
    UnsuccessfulFaceAssociations: [],
    UserStatus: "UPDATING",
  });
  await untilSettled(CollectionId);
  expect(await usersOf(CollectionId)).toEqual([["nora", "ACTIVE"]]);
  const again = await associate({ CollectionId, FaceIds: [upright] });
  expect(again).toMatchObject({ AssociatedFaces: [], UnsuccessfulFaceAssociations: [], UserStatus: "ACTIVE" });

  const FaceIds = [upright, tilted];
  const left = await client.send(new DisassociateFacesCommand({ CollectionId, UserId: "nora", FaceIds }));
  expect(left).toMatchObject({
    DisassociatedFaces: [{ FaceId: upright }, { FaceId: tilted }],
    UnsuccessfulFaceDisassociations: [],
    UserStatus: "UPDATING",
  });
  await untilSettled(CollectionId);
  expect(await usersOf(CollectionId)).toEqual([["nora", "CREATED"]]);
});

test("takes faces that are like those of the user, and says why it does not take others", async () => {
  const { CollectionId, upright, tilted, greta } = await peopled("threshold");
  await client.send(new CreateUserCommand({ CollectionId, UserId: "greta" }));
  await associate({ CollectionId, FaceIds: [upright] });

  const first = await associate({ CollectionId, FaceIds: [greta, STRANGER, tilted, tilted, upright] });
  const forced = await associate({ CollectionId, UserId: "greta", FaceIds: [greta, tilted], UserMatchThreshold: 0 });
  const taken = await associate({ CollectionId, FaceIds: [greta], UserMatchThreshold: 0 });
  const left = await client.send(
    new DisassociateFacesCommand({ CollectionId, UserId: "nora", FaceIds: [greta, STRANGER] }),
  );

  expect(first.AssociatedFaces).toEqual([{ FaceId: tilted }]);
  expect(first.UnsuccessfulFaceAssociations).toEqual([
    { FaceId: greta, Confidence: expect.any(Number), Reasons: ["LOW_MATCH_CONFIDENCE"] },
    { FaceId: STRANGER, Reasons: ["FACE_NOT_FOUND"] },
  ]);
  expect(first.UnsuccessfulFaceAssociations?.[0]?.Confidence).toBeLessThan(75);
  expect(forced.AssociatedFaces).toEqual([{ FaceId: greta }]);
  const ofNora = { FaceId: tilted, UserId: "nora", Reasons: ["ASSOCIATED_TO_A_DIFFERENT_USER"] };
  expect(forced.UnsuccessfulFaceAssociations).toEqual([ofNora]);
  const ofGreta = { FaceId: greta, UserId: "greta", Reasons: ["ASSOCIATED_TO_A_DIFFERENT_USER"] };
  expect(taken.UnsuccessfulFaceAssociations).toEqual([ofGreta]);
  expect(left).toMatchObject({
    DisassociatedFaces: [],
    UnsuccessfulFaceDisassociations: [ofGreta, { FaceId: STRANGER, Reasons: ["FACE_NOT_FOUND"] }],
  });
});

test("names a face's user in lists and matches, and lists the faces of a user", async () => {
  const { CollectionId, upright, tilted, greta } = await peopled("named");
  await associate({ CollectionId, FaceIds: [upright, tilted] });
  const list = async (more: object) =>
    (await client.send(new ListFacesCommand({ CollectionId, ...more }))).Faces?.map(({ FaceId, UserId }) => [
      FaceId,
      UserId,
    ]);
  const byId = (pairs: (string | undefined)[][]) => pairs.toSorted(([a = ""], [b = ""]) => (a < b ? -1 : 1));

  expect(await list({})).toEqual(
    byId([
      [upright, "nora"],
      [tilted, "nora"],
      [greta, undefined],
    ]),
  );
  expect(await list({ UserId: "nora" })).toEqual(
    byId([
      [upright, "nora"],
      [tilted, "nora"],
    ]),
  );
  expect(await list({ UserId: "nora", FaceIds: [tilted, greta] })).toEqual([[tilted, "nora"]]);
  const { FaceMatches } = await client.send(new SearchFacesCommand({ CollectionId, FaceId: upright }));
  expect(FaceMatches?.map(({ Face }) => [Face?.FaceId, Face?.UserId])).toEqual([[tilted, "nora"]]);
});

test("does not delete a face that belongs to a user, until the user has gone", async () => {
  const { CollectionId, upright, tilted, greta } = await peopled("kept");
  await associate({ CollectionId, FaceIds: [upright] });
  const remove = (FaceIds: string[]) => client.send(new DeleteFacesCommand({ CollectionId, FaceIds }));

  const first = await remove([upright, greta, STRANGER]);
  await client.send(new DeleteUserCommand({ CollectionId, UserId: "nora" }));
  const second = await remove([upright]);

  expect(first.DeletedFaces).toEqual([greta]);
  expect(first.UnsuccessfulFaceDeletions).toEqual([
    { FaceId: upright, UserId: "nora", Reasons: ["ASSOCIATED_TO_AN_EXISTING_USER"] },
    { FaceId: STRANGER, Reasons: ["FACE_NOT_FOUND"] },
  ]);
  expect(second.DeletedFaces).toEqual([upright]);
  const { FaceCount, UserCount } = await client.send(new DescribeCollectionCommand({ CollectionId }));
  expect([FaceCount, UserCount]).toEqual([1, 0]);
  expect((await client.send(new ListFacesCommand({ CollectionId }))).Faces?.map(({ FaceId }) => FaceId)).toEqual([
    tilted,
  ]);
});

test("searches users by face, by user and by picture", async () => {
  const { CollectionId, upright, tilted, greta } = await peopled("searched");
  for (const UserId of ["greta", "lonely"]) await client.send(new CreateUserCommand({ CollectionId, UserId }));
  await associate({ CollectionId, FaceIds: [upright] });
  await associate({ CollectionId, UserId: "greta", FaceIds: [greta] });
  await untilSettled(CollectionId);
  const search = (more: object) => client.send(new SearchUsersCommand({ CollectionId, ...more }));
  const found = (answer: Awaited<ReturnType<typeof search>>) => answer.UserMatches?.map(({ User }) => User);

  const byFace = await search({ FaceId: tilted });
  expect(byFace).toMatchObject({ SearchedFace: { FaceId: tilted }, FaceModelVersion: "7.0" });
  expect(found(byFace)).toEqual([{ UserId: "nora", UserStatus: "ACTIVE" }]);
  expect(byFace.UserMatches?.[0]?.Similarity).toBeGreaterThan(95);
  expect(found(await search({ FaceId: tilted, UserMatchThreshold: 0 }))?.map((user) => user?.UserId)).toEqual([
    "nora",
    "greta",
  ]);
  expect(found(await search({ FaceId: tilted, UserMatchThreshold: 0, MaxUsers: 1 }))).toHaveLength(1);
  const byUser = await search({ UserId: "nora", UserMatchThreshold: 0 });
  expect(byUser).toMatchObject({ SearchedUser: { UserId: "nora" } });
  expect(found(byUser)?.map((user) => user?.UserId)).toEqual(["greta"]);
  expect(found(await search({ UserId: "lonely", UserMatchThreshold: 0 }))).toEqual([]);

  await expect(search({ UserId: "nobody" })).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await expect(search({ FaceId: STRANGER })).rejects.toMatchObject({
    message: "faceId was not found in the collection.",
  });
  for (const input of [{}, { UserId: "nora", FaceId: tilted }]) {
    await expect(search(input)).rejects.toMatchObject({ name: "InvalidParameterException" });
  }
});

test("searches users with the largest face of a picture and says why not with the others", async () => {
  const { CollectionId, upright } = await peopled("by-image");
  await associate({ CollectionId, FaceIds: [upright] });
  const search = (file: string) =>
    client.send(new SearchUsersByImageCommand({ CollectionId, Image: picture(file), QualityFilter: "AUTO" }));

  const one = await search("tilted/nora-lind.jpg");
  const group = await search("lunch-group.jpg");
  const nobody = await search("landscape.jpg");

  expect(one.UserMatches?.map(({ User }) => User?.UserId)).toEqual(["nora"]);
  expect(one.SearchedFace?.FaceDetail?.Confidence).toBeGreaterThan(90);
  expect(one.UnsearchedFaces).toEqual([]);
  expect(group.UnsearchedFaces?.map(({ Reasons }) => Reasons)).toEqual([["FACE_NOT_LARGEST"], ["FACE_NOT_LARGEST"]]);
  expect(group.UnsearchedFaces?.[0]?.FaceDetails?.BoundingBox?.Width).toBeLessThan(
    group.SearchedFace?.FaceDetail?.BoundingBox?.Width ?? 0,
  );
  expect(nobody.UserMatches).toEqual([]);
  expect(nobody.SearchedFace).toBeUndefined();
});

test("does a request once for one ClientRequestToken, and refuses the token for another", async () => {
  const { CollectionId, upright } = await peopled("tokens");
  const create = (UserId: string, ClientRequestToken: string) =>
    client.send(new CreateUserCommand({ CollectionId, UserId, ClientRequestToken }));
  const conflict = { name: "ConflictException", $metadata: { httpStatusCode: 400 } };
  const mismatch = {
    name: "IdempotentParameterMismatchException",
    message: "The ClientRequestToken: token-1 you have supplied is already in use.",
  };

  await create("bob", "token-1");
  await expect(create("bob", "token-1")).resolves.toBeDefined();
  await expect(create("eve", "token-1")).rejects.toMatchObject(mismatch);
  await expect(create("bob", "token-2")).rejects.toMatchObject(conflict);
  const ClientRequestToken = "token-1";
  const first = await associate({ CollectionId, FaceIds: [upright], ClientRequestToken });
  const again = await associate({ CollectionId, FaceIds: [upright], ClientRequestToken });
  expect(again).toMatchObject({ AssociatedFaces: first.AssociatedFaces, UserStatus: "UPDATING" });
  await expect(associate({ CollectionId, FaceIds: [STRANGER], ClientRequestToken })).rejects.toMatchObject(mismatch);
  const remove = () => client.send(new DeleteUserCommand({ CollectionId, UserId: "bob", ClientRequestToken }));
  await remove();
  await expect(remove()).resolves.toBeDefined();
  expect((await usersOf(CollectionId))?.map(([id]) => id)).toEqual(["nora"]);
});

test("says what is missing", async () => {
  const { CollectionId, upright } = await peopled("missing");
  const missing = { name: "ResourceNotFoundException" };
  const FaceIds = [upright];

  await expect(client.send(new DeleteUserCommand({ CollectionId, UserId: "eve" }))).rejects.toMatchObject(missing);
  await expect(associate({ CollectionId, UserId: "eve", FaceIds })).rejects.toMatchObject(missing);
  await expect(
    client.send(new DisassociateFacesCommand({ CollectionId, UserId: "eve", FaceIds })),
  ).rejects.toMatchObject(missing);
  for (const operation of ["CreateUser", "DeleteUser", "ListUsers", "SearchUsers"]) {
    const { body } = await rawCall(endpoint.url, operation, { CollectionId: "not-there", UserId: "nora" });
    expect(body).toMatchObject({
      Code: "ResourceNotFoundException",
      Message: "The collection id: not-there does not exist",
    });
  }
});

test("refuses a hundred and first face, and then takes none of the request", async () => {
  const { CollectionId, upright } = await peopled("crowded");
  const { state } = endpoint;
  const ids = Array.from({ length: 100 }, (_, i) => `00000000-0000-4000-8000-${String(i).padStart(12, "0")}`);
  await state.write(() => {
    const copy = state.sql(
      `INSERT INTO rekognition_face SELECT collection, ?, image_id, external_image_id, box_left, box_top, box_width,
       box_height, confidence, picture, rank, embedding FROM rekognition_face WHERE face_id = ?`,
    );
    for (const id of ids) copy.run(id, upright);
  });
  await associate({ CollectionId, FaceIds: ids.slice(0, 99) });

  await expect(associate({ CollectionId, FaceIds: [upright, ids[99] ?? ""] })).rejects.toMatchObject({
    name: "ServiceQuotaExceededException",
  });
  expect((await associate({ CollectionId, FaceIds: [upright] })).AssociatedFaces).toHaveLength(1);
  expect((await client.send(new ListFacesCommand({ CollectionId, UserId: "nora" }))).Faces).toHaveLength(100);
});

test("pages through users, and forgets them with their collection", async () => {
  const CollectionId = "paged-users";
  await client.send(new CreateCollectionCommand({ CollectionId }));
  const ids = ["e", "b", "d", "a", "c"];
  for (const UserId of ids) await client.send(new CreateUserCommand({ CollectionId, UserId }));
  const page = (NextToken?: string) =>
    client.send(
      new ListUsersCommand({ CollectionId, MaxResults: 2, ...(NextToken === undefined ? {} : { NextToken }) }),
    );

  const first = await page();
  const second = await page(first.NextToken);
  const third = await page(second.NextToken);
  const pages = [first, second, third].map(({ Users }) => Users?.map(({ UserId }) => UserId));
  expect(pages).toEqual([["a", "b"], ["c", "d"], ["e"]]);
  expect(third.NextToken).toBeUndefined();
  await expect(page("x")).rejects.toMatchObject({ name: "InvalidPaginationTokenException" });

  await client.send(new DeleteCollectionCommand({ CollectionId }));
  await client.send(new CreateCollectionCommand({ CollectionId }));
  expect(await usersOf(CollectionId)).toEqual([]);
});

test("answers about users as the service model says", async () => {
  const { CollectionId, upright, tilted, greta } = await peopled("user-model");
  const otto = await index(CollectionId, "otto-park.jpg");
  const Image = { Bytes: Buffer.from(fixturePicture("lunch-group.jpg")).toString("base64") };
  const calls: [string, object][] = [
    ["CreateUser", { UserId: "eve" }],
    ["AssociateFaces", { UserId: "nora", FaceIds: [upright] }],
    ["AssociateFaces", { UserId: "nora", FaceIds: [greta, tilted, STRANGER] }],
    ["ListUsers", { MaxResults: 1 }],
    ["SearchUsers", { FaceId: greta, UserMatchThreshold: 0 }],
    ["SearchUsers", { UserId: "nora" }],
    ["SearchUsersByImage", { Image, UserMatchThreshold: 0 }],
    ["ListFaces", { UserId: "nora" }],
    ["DeleteFaces", { FaceIds: [upright, otto] }],
    ["DisassociateFaces", { UserId: "nora", FaceIds: [greta, upright] }],
    ["DeleteUser", { UserId: "nora" }],
  ];

  for (const [operation, input] of calls) {
    const { status, body } = await rawCall(endpoint.url, operation, { CollectionId, ...input });
    expect([operation, status]).toEqual([operation, 200]);
    expect(parseShape(`${operation}Response`, body)).toEqual(body);
  }
});
