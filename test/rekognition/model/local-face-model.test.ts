import { execFile } from "node:child_process";
import { promisify } from "node:util";
import sharp from "sharp";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { FaceModelError, PictureError } from "../../../dev/rekognition/model/face-model.ts";
import { LocalFaceModel } from "../../../dev/rekognition/model/local-face-model.ts";
import { faceAt, fromLeft, photograph } from "./photographs.ts";

const model = new LocalFaceModel();
afterAll(() => model.close());

test.each([
  [1, 3],
  [2, 3],
  [3, 3],
  [4, 4],
  [5, 5],
  [6, 4],
] as const)("finds every face of photograph %i (%i)", async (number, count) => {
  const { faces, format, width } = await model.analyse(photograph(number), { attributes: true });

  expect(faces).toHaveLength(count);
  expect([format, width]).toEqual(["JPEG", 1920]);
  const areas = faces.map(({ box }) => box.width * box.height);
  expect(areas).toEqual(areas.toSorted((a, b) => b - a));
  for (const face of faces) {
    expect(face.confidence).toBeGreaterThan(89);
    expect(face.landmarks68).toHaveLength(68);
    expect(face.embedding).toHaveLength(128);
    expect(Math.hypot(...face.embedding)).toBeCloseTo(1, 5);
    // Jaw and brows, the first 27, may lie outside.
    for (const [x, y] of face.landmarks68.slice(27)) {
      expect(x).toBeGreaterThanOrEqual(face.box.left - 1e-9);
      expect(x).toBeLessThanOrEqual(face.box.left + face.box.width + 1e-9);
      expect(y).toBeGreaterThanOrEqual(face.box.top - 1e-9);
      expect(y).toBeLessThanOrEqual(face.box.top + face.box.height + 1e-9);
    }
    expect(face.attributes?.gender.value).toBe("Female");
    expect(face.attributes?.age).toBeGreaterThan(12);
    expect(face.attributes?.age).toBeLessThan(50);
    expect(face.attributes?.eyesOpen.value).toBe(true);
    const total = face.attributes?.emotions.reduce((sum, { confidence }) => sum + confidence, 0);
    expect(total).toBeGreaterThanOrEqual(100);
    expect(total).toBeLessThan(180);
  }
});

test("knows a person again in another photograph, and not her neighbours", async () => {
  const first = fromLeft(await model.analyse(photograph(1), { attributes: false }));
  const second = fromLeft(await model.analyse(photograph(3), { attributes: false }));
  const her = faceAt(first, 2).embedding;

  expect(model.similarity(her, faceAt(second, 1).embedding)).toBeGreaterThanOrEqual(99);
  expect(model.similarity(her, faceAt(second, 0).embedding)).toBeLessThan(50);
  expect(model.similarity(her, faceAt(first, 0).embedding)).toBeLessThan(50);
});

test("finds the same face in a re-encoded, a darker and a smaller copy", async () => {
  const original = photograph(6);
  const faces = fromLeft(await model.analyse(original, { attributes: false }));
  const copies = [
    await sharp(original).jpeg({ quality: 50 }).toBuffer(),
    await sharp(original).modulate({ brightness: 0.5 }).png().toBuffer(),
    await sharp(original).resize(960).jpeg().toBuffer(),
  ];
  for (const copy of copies) {
    const found = fromLeft(await model.analyse(copy, { attributes: false }));
    expect(found).toHaveLength(faces.length);
    found.forEach((face, i) => {
      expect(model.similarity(face.embedding, faceAt(faces, i).embedding)).toBeGreaterThan(99);
      expect(face.box.left).toBeCloseTo(faceAt(faces, i).box.left, 1);
    });
  }
});

test("sees who smiles and how much a head is tilted", async () => {
  const level = fromLeft(await model.analyse(photograph(6), { attributes: true }));
  const turned = await sharp(photograph(6)).rotate(20, { background: "#000" }).jpeg({ quality: 95 }).toBuffer();
  const tilted = fromLeft(await model.analyse(turned, { attributes: false }));
  const upsideDown = await sharp(photograph(6)).rotate(180).jpeg({ quality: 95 }).toBuffer();
  const overhead = fromLeft(await model.analyse(upsideDown, { attributes: true })).toReversed();

  const smiles = level.map(({ attributes }) => attributes?.smile.value);
  expect(smiles).toEqual([true, true, false, true]);
  expect(level.map(({ attributes }) => attributes?.emotions[0]?.type)).toEqual(["HAPPY", "HAPPY", "CALM", "HAPPY"]);
  expect(tilted).toHaveLength(4);
  tilted.forEach((face, i) => {
    expect(face.pose.roll - faceAt(level, i).pose.roll).toBeGreaterThan(12);
    expect(face.pose.roll - faceAt(level, i).pose.roll).toBeLessThan(28);
    expect(model.similarity(face.embedding, faceAt(level, i).embedding)).toBeGreaterThan(99);
  });
  expect(overhead).toHaveLength(4);
  overhead.forEach((face, i) => {
    const { embedding, pose } = faceAt(level, i);
    expect(Math.abs(Math.abs(face.pose.roll - pose.roll) - 180)).toBeLessThan(10);
    expect(model.similarity(face.embedding, embedding)).toBeGreaterThan(99);
  });
  expect(overhead.map(({ attributes }) => attributes?.smile.value)).toEqual(smiles);
});

test("finds no face in noise, stripes and a plain colour", async () => {
  const noise = { type: "gaussian", mean: 128, sigma: 60 } as const;
  const stripes = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480"><defs>
    <pattern id="p" width="20" height="20" patternUnits="userSpaceOnUse"><rect width="10" height="20"/></pattern></defs>
    <rect width="640" height="480" fill="#fff"/><rect width="640" height="480" fill="url(#p)"/></svg>`;
  const frame = { width: 640, height: 480, channels: 3, background: "#a86" } as const;
  for (const picture of [
    sharp({ create: { ...frame, noise } }),
    sharp(Buffer.from(stripes)),
    sharp({ create: frame }),
  ]) {
    const { faces } = await model.analyse(await picture.png().toBuffer(), { attributes: true });
    expect(faces).toEqual([]);
  }
});

test("finds the faces of a picture that is shrunk on load, small ones in full detail", async () => {
  const faces = fromLeft(await model.analyse(photograph(6), { attributes: false }));
  const large = await sharp(photograph(6)).resize(4000).jpeg({ quality: 92 }).toBuffer();
  const wide = await sharp({ create: { width: 6000, height: 2500, channels: 3, background: "#888" } })
    .composite([{ input: photograph(6), left: 3000, top: 500 }])
    .jpeg({ quality: 92 })
    .toBuffer();

  const inLarge = await model.analyse(large, { attributes: false });
  const inWide = await model.analyse(wide, { attributes: false });

  expect([inLarge.width, inWide.width, inWide.height]).toEqual([4000, 6000, 2500]);
  for (const found of [fromLeft(inLarge), fromLeft(inWide)]) {
    expect(found).toHaveLength(faces.length);
    found.forEach((face, i) => {
      expect(model.similarity(face.embedding, faceAt(faces, i).embedding)).toBeGreaterThan(99);
    });
  }
  const shifted = faces.map(({ box }) => (3000 + box.left * 1920) / 6000);
  fromLeft(inWide).forEach((face, i) => expect(face.box.left).toBeCloseTo(shifted[i] ?? 0, 2));
});

test("answers the same bytes from memory, and again with attributes when they are asked for", async () => {
  const bytes = await sharp(photograph(2)).resize(1000).jpeg().toBuffer();
  const plain = await model.analyse(bytes, { attributes: false });

  expect(await model.analyse(Buffer.from(bytes), { attributes: false })).toBe(plain);
  const described = await model.analyse(bytes, { attributes: true });
  expect(plain.faces.map(({ attributes }) => attributes)).toEqual([undefined, undefined, undefined]);
  expect(described.faces.every(({ attributes }) => attributes !== undefined)).toBe(true);
  expect(await model.analyse(bytes, { attributes: false })).toBe(described);
});

test("runs the recognition net only where its numbers are asked for; later they are the same as at once", async () => {
  const atOnce = new LocalFaceModel();
  onTestFinished(() => atOnce.close());
  const plain = { create: { width: 90, height: 90, channels: 3, background: "#a86" } } as const;
  const wide = sharp(photograph(1)).resize(2100).extend({ left: 2000, right: 2000, background: "#888" });
  const pictures = [
    { bytes: await sharp(photograph(1)).resize(1100).jpeg().toBuffer(), detailed: false },
    // Its faces are too small where it is shrunk, and looked at in the full picture.
    { bytes: await wide.jpeg().toBuffer(), detailed: true },
    { bytes: await sharp(plain).png().toBuffer(), detailed: false },
  ];
  for (const { bytes, detailed } of pictures) {
    const found = await model.analyse(bytes, { attributes: true, embeddings: false });
    const embedded = await model.analyse(bytes, { attributes: false });

    expect(found).toMatchObject({ detailed });
    for (const { embedding } of found.faces) expect(embedding).toHaveLength(0);
    for (const { embedding } of embedded.faces) expect(embedding).toHaveLength(128);
    expect(embedded).toEqual(await atOnce.analyse(bytes, { attributes: true }));
    expect(await model.analyse(bytes, { attributes: true, embeddings: false })).toBe(embedded);
  }
});

test("remembers the 64 pictures used last", async () => {
  const plain = (red: number) =>
    sharp({ create: { width: 80, height: 80, channels: 3, background: { r: red, g: 90, b: 90 } } })
      .png()
      .toBuffer();
  const ask = async (red: number) => model.analyse(await plain(red), { attributes: false });
  const [first, second] = [await ask(0), await ask(1)];

  for (let red = 2; red < 64; red++) await ask(red);
  expect(await ask(0)).toBe(first);
  await ask(64);

  expect(await ask(0)).toBe(first);
  expect(await ask(1)).not.toBe(second);
});

test("leaves the caller's bytes alone and keeps calls made together apart", async () => {
  const one = photograph(1);
  const five = photograph(5);
  const before = Buffer.from(one);

  const answers = await Promise.all([
    model.analyse(one, { attributes: false }),
    model.analyse(Buffer.from("not a picture"), { attributes: false }).catch((error: unknown) => error),
    model.analyse(five, { attributes: false }),
  ]);

  expect(answers).toMatchObject([{ faces: { length: 3 } }, { code: "UnsupportedFormat" }, { faces: { length: 5 } }]);
  expect(answers[1]).toBeInstanceOf(PictureError);
  expect(one.equals(before)).toBe(true);
});

test("names its engine: packages, weights and chip", () => {
  expect(model.version).toBe("blazeface@human-3.3.6+dlib-resnet@face-api-1.7.15+chip-150-0.2+mirrored-unit");
});

test("starts a new worker after one has crashed, and rejects what waited", async () => {
  const fragile = new LocalFaceModel({ entry: new URL("./crashing-worker.ts", import.meta.url) });
  try {
    const [crash, behind] = await Promise.allSettled([
      fragile.analyse(Buffer.from("crash"), { attributes: false }),
      fragile.analyse(photograph(1), { attributes: false }),
    ]);
    for (const result of [crash, behind]) {
      expect(result).toMatchObject({ status: "rejected" });
      const reason: unknown = result.status === "rejected" ? result.reason : undefined;
      expect(reason).toBeInstanceOf(FaceModelError);
      expect(String(reason)).toMatch(/worker ended.*told to crash.*next call starts a new one/u);
    }
    expect((await fragile.analyse(photograph(1), { attributes: false })).faces).toHaveLength(3);
  } finally {
    await fragile.close();
  }
});

test("finishes what it was asked before it closes, then refuses", async () => {
  const short = new LocalFaceModel();
  const asked = short.analyse(photograph(3), { attributes: false });
  await short.close();

  expect((await asked).faces).toHaveLength(3);
  await expect(short.analyse(photograph(3), { attributes: false })).rejects.toThrow(/closed/u);
  await expect(short.load()).rejects.toThrow(FaceModelError);
  await short.close();
});

test("lets a process end that has a loaded model and nothing to do", async () => {
  const script = `
    import { LocalFaceModel } from "./dev/rekognition/model/local-face-model.ts";
    const model = new LocalFaceModel();
    await model.load();
    process.stdout.write("loaded");`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
    cwd: new URL("../../..", import.meta.url),
    timeout: 20_000,
  });
  expect(stdout).toBe("loaded");
});
