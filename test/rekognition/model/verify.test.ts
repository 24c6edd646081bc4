import { readFile } from "node:fs/promises";
import { InferenceSession } from "onnxruntime-node";
import { expect, test } from "vitest";
import { decode } from "../../../dev/rekognition/model/decode.ts";
import { ssdMobilenet } from "../../../dev/rekognition/model/nets/ssd-mobilenet.ts";
import type { Candidate } from "../../../dev/rekognition/model/pixels.ts";
import { verify } from "../../../dev/rekognition/model/verify.ts";
import { locateWeights } from "../../../dev/rekognition/model/weights.ts";
import { picturePath } from "../../../fixtures/pictures.ts";
import { photograph } from "./photographs.ts";

const verifier = await InferenceSession.create(ssdMobilenet(locateWeights().faceApi.folder), { intraOpNumThreads: 1 });

function candidate(left: number, top: number, side: number, score: number): Candidate {
  return {
    score,
    left,
    top,
    right: left + side,
    bottom: top + side,
    eyes: [
      [left, top],
      [left + side, top],
    ],
  };
}

test("keeps a doubtful candidate only where the second detector sees a face too", async () => {
  const { pixels } = await decode(photograph(6));
  const face = candidate(250, 520, 200, 0.6);
  const dress = candidate(900, 1000, 200, 0.6);

  const [kept, ...others] = await verify(verifier, pixels, [{ candidate: face }, { candidate: dress }]);
  expect(kept?.candidate).toEqual({ ...face, secondScore: expect.closeTo(0.9, 0) });
  expect(others).toEqual([]);
});

test("takes the first detector's word when it is sure, and less of it when it is nearly sure", async () => {
  const { pixels } = await decode(await readFile(picturePath({ file: "landscape.jpg" })));
  const sure = candidate(100, 100, 120, 0.9);
  const nearly = candidate(100, 100, 120, 0.89);
  const doubtful = candidate(100, 100, 120, 0.84);

  expect(await verify(verifier, pixels, [{ candidate: sure }, { candidate: nearly }, { candidate: doubtful }])).toEqual(
    [{ candidate: sure }, { candidate: { ...nearly, secondScore: 0.79 } }],
  );
});
