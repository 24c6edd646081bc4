import {
  CreateUserCommand,
  DeleteFacesCommand,
  DeleteUserCommand,
  DescribeCollectionCommand,
  DisassociateFacesCommand,
  ListFacesCommand,
  SearchFacesCommand,
} from "@aws-sdk/client-rekognition";
import { expect, test } from "vitest";
import { STRANGER, startFaceEndpoint } from "./face-endpoint.ts";

const { endpoint, client, peopled, usersOf, untilSettled, associate } = await startFaceEndpoint();

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
