import { expect, onTestFinished, test } from "vitest";
import { State } from "../../../dev/endpoint/state/state.ts";
import { Reembedding } from "../../../dev/rekognition/collections/reembedding.ts";
import { SCHEMA } from "../../../dev/rekognition/collections/schema.ts";
import { toVector } from "../../../dev/rekognition/collections/vector-cache.ts";
import type { AnalysedFace } from "../../../dev/rekognition/model/face-model.ts";

test("of two faces side by side none takes the other's vector; one that was indexed twice has the same in both", async () => {
  const state = State.open({ folder: undefined });
  onTestFinished(() => state.close());
  state.define(SCHEMA);
  await state.write(() => {
    state.sql("INSERT INTO rekognition_collection VALUES (1, '0', 'r', 'people', 'before', 0)").run();
    const face = state.sql(
      "INSERT INTO rekognition_face VALUES (1, ?, 'i', NULL, ?, 0, 0.4, 0.4, 99, 'picture', 0, x'00000000')",
    );
    for (const [id, left] of [
      ["ada", 0.1],
      ["ada again", 0.1],
      ["ben", 0.2],
      ["far", 0.6],
    ] as const)
      face.run(id, left);
  });
  // Of Ben's face nothing is found now, and the one of Ada overlaps with both.
  const found = [seen(0.12, 1), seen(0.6, 2)];

  const reembedding = new Reembedding(state);
  expect(await reembedding.keep("now", "picture", found)).toBe(3);
  const [collection] = await reembedding.outdated("now");
  expect(collection?.waiting.map(({ faceId }) => faceId)).toEqual(["ben"]);
  expect(await reembedding.settle({ id: 1 }, "now", false)).toBe(false);
  expect(await reembedding.settle({ id: 1 }, "now", true)).toBe(true);
  const rows = await state.read(() => state.sql("SELECT face_id, embedding FROM rekognition_face").all());
  expect(rows.map(({ face_id: id, embedding }) => [id, ...toVector(embedding)])).toEqual([
    ["ada", 1],
    ["ada again", 1],
    ["far", 2],
  ]);
});

function seen(left: number, number: number): AnalysedFace {
  return {
    box: { left, top: 0, width: 0.4, height: 0.4 },
    confidence: 99,
    landmarks68: [],
    pose: { roll: 0, yaw: 0, pitch: 0 },
    quality: { brightness: 50, sharpness: 50 },
    embedding: new Float32Array([number]),
  };
}
