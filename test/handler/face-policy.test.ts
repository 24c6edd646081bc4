import { DeleteCollectionCommand } from "@aws-sdk/client-rekognition";
import { expect, test } from "vitest";
import { fixtureBytes } from "./fixture-bytes.ts";
import { created, startHandler } from "./handler-run.ts";

test("FACE_POLICY=all registers each face; a missing collection is no property of a picture", async () => {
  const run = await startHandler("all");
  try {
    const put = await run.put("lunch-group.jpg", await fixtureBytes("lunch-group.jpg"));
    await run.handle(created(put, "0010"));
    const faceIds = (await run.faces(put)).map((face) => face.FaceId);
    expect(faceIds).toHaveLength(3);
    expect(new Set((await run.rows(put.key)).map((row) => row["rekognition_id"]))).toEqual(new Set(faceIds));
    expect(await run.item(put.key)).toMatchObject({
      status: "REGISTERED",
      reason: "3 faces were registered.",
      face_ids: expect.arrayContaining(faceIds) as unknown,
      other_faces: 0,
    });

    await run.rekognition.send(new DeleteCollectionCommand({ CollectionId: run.collection }));
    const next = await run.put("nora-lind.jpg", await fixtureBytes("nora-lind.jpg"));
    await expect(run.handle(created(next, "0010"))).rejects.toThrow("ResourceNotFoundException");
    expect(await run.item(next.key)).toBeUndefined();
  } finally {
    await run.stop();
  }
});
