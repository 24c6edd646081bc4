import {
  CreateCollectionCommand,
  CreateUserCommand,
  DeleteCollectionCommand,
  DeleteUserCommand,
  DisassociateFacesCommand,
  ListUsersCommand,
} from "@aws-sdk/client-rekognition";
import { expect, test } from "vitest";
import { checkShape } from "../../dev/endpoint/model/input-of.ts";
import { STRANGER, startFaceEndpoint } from "./face-endpoint.ts";
import { fixturePicture } from "./fixture-picture.ts";
import { rawCall } from "./raw-call.ts";

const { endpoint, client, index, peopled, usersOf, associate } = await startFaceEndpoint();

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
  const otto = (await index(CollectionId, "otto-park.jpg")).faceIds[0];
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
    expect(checkShape("rekognition", `${operation}Response`, body)).toEqual(body);
  }
});
