import { cp, mkdtemp, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp, { type Sharp } from "sharp";
import { expect, onTestFinished, test } from "vitest";
import { fitSimilarity } from "../../../dev/rekognition/model/align.ts";
import { suppress } from "../../../dev/rekognition/model/detect.ts";
import { faceBox } from "../../../dev/rekognition/model/face-box.ts";
import { meanShape } from "../../../dev/rekognition/model/mean-shape.ts";
import type { Candidate, Pixels, Point } from "../../../dev/rekognition/model/pixels.ts";
import { estimatePose } from "../../../dev/rekognition/model/pose.ts";
import { measureQuality } from "../../../dev/rekognition/model/quality.ts";
import { distance, similarity } from "../../../dev/rekognition/model/similarity.ts";
import { squareCrop, toSource, warp } from "../../../dev/rekognition/model/warp.ts";
import { locateWeights, readFaceApiWeights } from "../../../dev/rekognition/model/weights.ts";
import { photograph } from "./photographs.ts";

function candidate(left: number, top: number, side: number, score: number): Candidate {
  const eye = (share: number): Point => [left + side * share, top + side * 0.4];
  return { score, left, top, right: left + side, bottom: top + side, eyes: [eye(0.3), eye(0.7)] };
}

/** A level, frontal face 100 px wide: dlib's mean shape with a plain jaw. */
const frontal: Point[] = [
  ...Array.from({ length: 17 }, (_, i): Point => [
    50 - 55 * Math.cos((Math.PI * i) / 16),
    20 + 90 * Math.sin((Math.PI * i) / 16),
  ]),
  ...meanShape.map(([x, y]): Point => [100 * x, 100 * y]),
];

const turnAround = (points: readonly Point[], degrees: number): Point[] => {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return points.map(([x, y]): Point => [cos * x - sin * y, sin * x + cos * y]);
};

test("finds the turn, scale and shift between two sets of points", () => {
  const from: Point[] = [
    [0, 0],
    [10, 0],
    [10, 5],
    [3, 8],
  ];
  const to = turnAround(from, 30).map(([x, y]): Point => [2 * x + 7, 2 * y - 4]);

  const transform = fitSimilarity(from, to);

  from.forEach(([x, y], i) => {
    const [u, v] = toSource(transform, x, y);
    expect(u).toBeCloseTo(to[i]?.[0] ?? Number.NaN, 9);
    expect(v).toBeCloseTo(to[i]?.[1] ?? Number.NaN, 9);
  });
});

test("keeps the best of overlapping and of contained candidates, best first", () => {
  const kept = suppress([
    candidate(0, 0, 100, 0.7),
    candidate(10, 5, 100, 0.9),
    candidate(40, 40, 30, 0.95),
    candidate(300, 0, 80, 0.6),
    candidate(375, 0, 80, 0.8),
  ]);
  expect(kept.map(({ score }) => score)).toEqual([0.95, 0.8, 0.6]);
});

test("keeps at most a hundred candidates", () => {
  const many = Array.from({ length: 130 }, (_, i) => candidate(100 * i, 0, 50, 0.5 + i / 1000));
  expect(suppress(many)).toHaveLength(100);
});

test("maps distance to similarity: 100 for the same, 99 at .356, 95 at .379, 80 at .401, falling", () => {
  const at = (d: number) => similarity(new Float32Array([0, 0]), Float32Array.of(0, d));

  expect(at(0)).toBe(100);
  expect(at(0.3557)).toBeCloseTo(99, 1);
  expect(at(0.3788)).toBeCloseTo(95, 0);
  expect(at(0.4006)).toBeCloseTo(80, 0);
  expect(at(0.42)).toBeCloseTo(50, 2);
  expect(at(0.6)).toBeLessThan(0.1);
  expect(Math.fround(at(0.41))).toBe(at(0.41));
  expect(distance(Float32Array.of(3, 0), Float32Array.of(0, 4))).toBe(5);
});

test("reads roll from the eyes, yaw and pitch from where the nose tip has gone", () => {
  const { roll, yaw, pitch } = estimatePose(turnAround(frontal, 20));
  expect(roll).toBeCloseTo(20, 0);
  expect(Math.abs(yaw)).toBeLessThan(3);
  expect(Math.abs(pitch)).toBeLessThan(5);

  const noseMoved = (x: number, y: number) => frontal.map((p, i): Point => (i === 30 ? [p[0] + x, p[1] + y] : p));
  expect(estimatePose(noseMoved(20, 0)).yaw).toBeGreaterThan(20);
  expect(estimatePose(noseMoved(-20, 0)).yaw).toBeLessThan(-20);
  expect(estimatePose(noseMoved(0, -20)).pitch).toBeGreaterThan(20);
  expect(estimatePose(noseMoved(0, 20)).pitch).toBeLessThan(-20);
});

test("makes a box from the chin to over the brows that leaves out the edges of the jaw, whichever way the head is turned", () => {
  const upright = faceBox(frontal);
  const brows = Math.min(...frontal.slice(17, 27).map(([, y]) => y));
  expect(upright.top).toBeLessThan(brows - 20);
  expect(upright.top + upright.height).toBeCloseTo(110, 0);
  expect(upright.width).toBeCloseTo(0.93 * 110, 6);

  const flipped = faceBox(turnAround(frontal, 180));
  expect(flipped.width).toBeCloseTo(upright.width, 6);
  expect(flipped.height).toBeCloseTo(upright.height, 6);
  expect(flipped.top).toBeCloseTo(-110, 0);
  const lying = faceBox(turnAround(frontal, 90));
  expect(lying.height).toBeCloseTo(upright.width, 6);
  expect(lying.width).toBeCloseTo(upright.height, 6);
});

test("gives a blurred face less sharpness and a dark one less brightness, and leaves out what lies beyond the border", async () => {
  const pixelsOf = async (picture: Sharp): Promise<Pixels> => {
    const { data, info } = await picture.removeAlpha().raw().toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height };
  };
  const onScale = (luma: number) => 100 * (1 - (1 - luma) ** 2);
  // The face at the right of photograph 6, 190 px wide, at x 1490, y 330.
  const face = candidate(1490, 330, 190, 0.9);
  const plain = measureQuality(await pixelsOf(sharp(photograph(6))), face);
  const blurred = measureQuality(await pixelsOf(sharp(photograph(6)).blur(6)), face);
  const dark = measureQuality(await pixelsOf(sharp(photograph(6)).linear(0.4)), face);
  const blurredFirst = await sharp(photograph(6)).blur(6).png({ compressionLevel: 1 }).toBuffer();
  const darkAndBlurred = measureQuality(await pixelsOf(sharp(blurredFirst).linear(0.1)), face);

  expect(plain.sharpness).toBeGreaterThan(70);
  expect(blurred.sharpness).toBeLessThan(50);
  expect(blurred.brightness).toBeCloseTo(plain.brightness, 0);
  expect(dark.brightness).toBeCloseTo(onScale(0.4 * (1 - Math.sqrt(1 - plain.brightness / 100))), 0);
  // Dark is not blurred, and the steps of few values are no detail.
  expect(Math.abs(dark.sharpness - plain.sharpness)).toBeLessThan(10);
  expect(darkAndBlurred.sharpness).toBeLessThan(50);

  const grey: Pixels = { data: new Uint8Array(3 * 100 * 100).fill(128), width: 100, height: 100 };
  const atCorner = measureQuality(grey, candidate(60, 60, 80, 0.9));
  expect(atCorner.brightness).toBeCloseTo(onScale(128 / 255), 3);
  expect(atCorner.sharpness).toBe(0);
});

test("samples a crop turned by the angle, black outside the picture", () => {
  const data = new Uint8Array(3 * 40 * 40);
  for (let y = 0; y < 40; y++) for (let x = 20; x < 40; x++) data.fill(200, 3 * (y * 40 + x), 3 * (y * 40 + x) + 3);
  const source: Pixels = { data, width: 40, height: 40 };
  const sample = (side: number, angle: number) => {
    const out = new Float32Array(3 * 10 * 10);
    warp(source, 10, squareCrop([20, 20], side, angle, 10), out);
    return (x: number, y: number) => Math.round(out[y * 10 + x] ?? Number.NaN);
  };

  for (const side of [10, 30]) {
    const level = sample(side, 0);
    expect([level(1, 5), level(8, 5)]).toEqual([0, 200]);
    // Turned clockwise by a quarter, the picture's right becomes the crop's top.
    const quarter = sample(side, Math.PI / 2);
    expect([quarter(5, 1), quarter(5, 8)]).toEqual([200, 0]);
  }
  const wide = sample(120, 0);
  expect([wide(0, 5), wide(5, 5), wide(9, 5)]).toEqual([0, 200, 0]);
});

test("says what to do when a weight file is cut off", async () => {
  const { faceApi } = locateWeights();
  const copy = await mkdtemp(path.join(tmpdir(), "weights-"));
  onTestFinished(() => rm(copy, { recursive: true }));
  for (const file of ["face_landmark_68_model.bin", "face_landmark_68_model-weights_manifest.json"]) {
    await cp(path.join(faceApi.folder, file), path.join(copy, file));
  }
  expect(readFaceApiWeights(copy, "face_landmark_68_model").get("fc/bias").data).toHaveLength(136);

  await truncate(path.join(copy, "face_landmark_68_model.bin"), 1000);

  expect(() => readFaceApiWeights(copy, "face_landmark_68_model")).toThrow(/npm ci/u);
});
