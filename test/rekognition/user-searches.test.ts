import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AssociateFacesCommand,
  CreateCollectionCommand,
  CreateUserCommand,
  IndexFacesCommand,
  ListFacesCommand,
  RekognitionClient,
  SearchUsersByImageCommand,
  SearchUsersCommand,
} from "@aws-sdk/client-rekognition";
import { expect, onTestFinished, test } from "vitest";
import { startTestEndpoint } from "../support/endpoint.ts";
import { STRANGER, drawn, startFaceEndpoint } from "./face-endpoint.ts";

const { client, peopled, untilSettled, associate } = await startFaceEndpoint();

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
    client.send(new SearchUsersByImageCommand({ CollectionId, Image: drawn(file), QualityFilter: "AUTO" }));

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

test("keeps users, their faces and what a search among them finds over a restart", async () => {
  const folder = mkdtempSync(join(tmpdir(), "doppelface-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const search = (of: RekognitionClient) =>
    of.send(
      new SearchUsersByImageCommand({
        CollectionId: "kept",
        Image: drawn("smiling/nora-lind.jpg"),
        UserMatchThreshold: 0,
      }),
    );
  const before = await startTestEndpoint({ state: { folder } });
  const first = new RekognitionClient(before.client);
  await first.send(new CreateCollectionCommand({ CollectionId: "kept" }));
  const command = new IndexFacesCommand({ CollectionId: "kept", Image: drawn("nora-lind.jpg") });
  const FaceIds = (await first.send(command)).FaceRecords?.map(({ Face }) => Face?.FaceId ?? "");
  await first.send(new CreateUserCommand({ CollectionId: "kept", UserId: "nora" }));
  await first.send(new AssociateFacesCommand({ CollectionId: "kept", UserId: "nora", FaceIds }));
  const { UserMatches: expected = [] } = await search(first);
  await before.stop();

  await using after = await startTestEndpoint({ state: { folder } });
  const second = new RekognitionClient(after.client);
  const { UserMatches } = await search(second);

  expect(expected).toHaveLength(1);
  expect(UserMatches).toMatchObject([{ Similarity: expected[0]?.Similarity, User: { UserId: "nora" } }]);
  const { Faces } = await second.send(new ListFacesCommand({ CollectionId: "kept", UserId: "nora" }));
  expect(Faces?.map(({ FaceId }) => FaceId)).toEqual(FaceIds);
});
