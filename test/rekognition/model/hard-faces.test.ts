import sharp, { type Sharp } from "sharp";
import { afterAll, expect, test } from "vitest";
import { LocalFaceModel } from "../../../dev/rekognition/model/local-face-model.ts";
import { fixturePicture } from "../fixture-picture.ts";
import { baboon, faceAt, photograph } from "./photographs.ts";

const model = new LocalFaceModel();
afterAll(() => model.close());

const look = async (picture: Sharp) => model.analyse(await picture.jpeg().toBuffer(), { attributes: false });

test("knows a drawn face again that lies or stands upside down, and tells by how much it is turned", async () => {
  const upright = faceAt((await look(sharp(fixturePicture("nora-lind.jpg")))).faces, 0);
  for (const turn of [90, 180, 270]) {
    const { faces } = await look(sharp(fixturePicture("tilted/nora-lind.jpg")).rotate(turn));

    expect(faces).toHaveLength(1);
    const { embedding, pose } = faceAt(faces, 0);
    expect(model.similarity(embedding, upright.embedding)).toBeGreaterThan(99);
    // The picture's own tilt is a few degrees.
    const off = (pose.roll - turn + 720) % 360;
    expect(Math.min(off, 360 - off)).toBeLessThan(25);
  }
});

test("finds the small faces of a crowd", async () => {
  const [columns, rows] = [5, 4];
  const [width, height] = [384, 320];
  const photographs = [1, 2, 3, 4, 5, 6] as const;
  const parts = await Promise.all(
    photographs.map((number) =>
      sharp(photograph(number)).resize(width, height, { fit: "cover", position: "top" }).toBuffer(),
    ),
  );
  const crowd = sharp({ create: { width: columns * width, height: rows * height, channels: 3, background: "#444" } });
  crowd.composite(
    Array.from({ length: columns * rows }, (_, i) => ({
      input: parts[i % parts.length] as Buffer,
      left: (i % columns) * width,
      top: Math.floor(i / columns) * height,
    })),
  );

  const { faces } = await model.analyse(await crowd.jpeg({ quality: 92 }).toBuffer(), {
    attributes: false,
    embeddings: false,
  });

  // Three, three, three, four, five and four, three times over and twice more: 72 faces of about 40 pixels.
  expect(faces.length).toBeGreaterThanOrEqual(66);
  expect(faces.length).toBeLessThanOrEqual(73);
});

test("finds a face that fills the frame", async () => {
  // That of the woman at the right, cut from her forehead to her chin.
  const cut = sharp(photograph(6)).extract({ left: 1500, top: 340, width: 171, height: 171 }).resize(400);

  const { faces } = await look(cut);

  expect(faces).toHaveLength(1);
  expect(faceAt(faces, 0).box.width).toBeGreaterThan(0.6);
});

test.each([
  ["statue", statue(), [480, 320, 120]],
  ["cat", cat(), [480, 320, 120]],
  // 120 pixels wide on the dark ground both detectors see a face in it.
  ["dog", dog(), [480, 320]],
])("is not sure of a drawn %s", async (_, drawing, sides) => {
  for (const side of sides) {
    for (const frame of ["#9ab", "#333"]) {
      const { faces } = await look(sharp(Buffer.from(drawing.replace("#9ab", frame))).resize(side));
      for (const { confidence } of faces) expect(confidence).toBeLessThan(90);
    }
  }
});

test("is not sure of a baboon, and finds none in most sizes of it", async () => {
  for (const [side, most] of [
    [512, 0],
    [300, 0],
    [160, 1],
  ] as const) {
    const { faces } = await look(sharp(baboon()).resize(side));
    expect(faces.length).toBeLessThanOrEqual(most);
    for (const { confidence } of faces) expect(confidence).toBeLessThan(90);
  }
});

test("finds no face in textures", async () => {
  const svg = (tile: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="360"><pattern id="p" width="48" height="48" patternUnits="userSpaceOnUse">${tile}</pattern><rect width="480" height="360" fill="url(#p)"/></svg>`;
  const textures = [
    // Bricks, pebbles, leaves.
    '<rect width="48" height="48" fill="#cbb"/><rect x="1" y="1" width="46" height="22" fill="#a54"/><path d="M0 25h23v22h-23z M25 25h23v22h-23z" fill="#954"/>',
    '<rect width="48" height="48" fill="#554"/><ellipse cx="14" cy="16" rx="13" ry="10" fill="#a98"/><ellipse cx="36" cy="34" rx="11" ry="13" fill="#887"/><circle cx="38" cy="9" r="7" fill="#bba"/>',
    '<rect width="48" height="48" fill="#163"/><path d="M0 24q12 -24 24 0q-12 24 -24 0M24 0q24 12 0 24q-24 -12 0 -24M24 24q24 12 0 24q-24 -12 0 -24" fill="#3a5" stroke="#052"/>',
  ];
  for (const texture of textures) {
    expect((await look(sharp(Buffer.from(svg(texture))))).faces).toEqual([]);
  }
});

function picture(...parts: readonly string[]): string {
  const frame = '<rect width="480" height="480" fill="#9ab"/>';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="480">${frame}${parts.join("")}</svg>`;
}

/** Of marble; the first detector gives it .76. */
function statue(): string {
  return picture(
    '<defs><radialGradient id="g" cx=".4" cy=".35"><stop offset="0" stop-color="#f4f2ee"/>',
    '<stop offset="1" stop-color="#8d8a84"/></radialGradient></defs>',
    '<ellipse cx="240" cy="240" rx="110" ry="150" fill="url(#g)"/>',
    '<path d="M170 200 q25 -18 50 0 q-25 14 -50 0 M260 200 q25 -18 50 0 q-25 14 -50 0" fill="#c9c6c0" stroke="#77746e"/>',
    '<path d="M160 180 q35 -22 65 -4 M255 176 q30 -18 65 4" stroke="#7a776f" stroke-width="7" fill="none"/>',
    '<path d="M240 195 L225 270 q15 12 30 0 Z" fill="#d8d5cf" stroke="#8d8a84" stroke-width="2"/>',
    '<path d="M195 315 q45 -18 90 0 q-45 25 -90 0" fill="#b5b1aa"/>',
  );
}

/** The first detector gives it .56. */
function cat(): string {
  return picture(
    '<path d="M130 190 L110 60 L210 120 Z M350 190 L370 60 L270 120 Z" fill="#a98"/>',
    '<ellipse cx="240" cy="240" rx="140" ry="125" fill="#a98"/>',
    '<g fill="#cd5"><ellipse cx="185" cy="215" rx="30" ry="24"/><ellipse cx="295" cy="215" rx="30" ry="24"/></g>',
    '<g fill="#111"><ellipse cx="185" cy="215" rx="9" ry="23"/><ellipse cx="295" cy="215" rx="9" ry="23"/></g>',
    '<path d="M225 265 h30 l-15 18 Z" fill="#a55"/>',
    '<path d="M240 283 q-4 25 -35 22 M240 283 q4 25 35 22" stroke="#422" stroke-width="5" fill="none"/>',
    '<ellipse cx="240" cy="300" rx="60" ry="40" fill="#fff" opacity=".25"/>',
  );
}

function dog(): string {
  return picture(
    '<ellipse cx="240" cy="230" rx="115" ry="130" fill="#b8874f"/>',
    '<path d="M135 150 q-50 90 0 170 q30 -60 25 -150 Z M345 150 q50 90 0 170 q-30 -60 -25 -150 Z" fill="#6d4726"/>',
    '<g fill="#221"><ellipse cx="195" cy="205" rx="18" ry="19"/><ellipse cx="285" cy="205" rx="18" ry="19"/></g>',
    '<ellipse cx="240" cy="290" rx="62" ry="52" fill="#e3c49a"/><ellipse cx="240" cy="265" rx="26" ry="18" fill="#111"/>',
    '<path d="M240 283 v25 q-22 22 -44 8 M240 308 q22 22 44 8" stroke="#422" stroke-width="5" fill="none"/>',
  );
}
