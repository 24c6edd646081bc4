import sharp, { type OutputInfo } from "sharp";
import { people } from "../../fixtures/people.ts";
import { picturePath } from "../../fixtures/pictures.ts";

/** Side of the square in the corner whose colour tells one picture from another. */
const MARK = 16;

interface Pixels {
  readonly data: Buffer;
  readonly info: OutputInfo;
}

let portraits: Promise<Pixels[]> | undefined;

/**
 * A 480×480 JPEG of one drawn face, different for every seed below 16,777,216: in brightness and in a mark in the
 * corner. So nothing that is remembered by content can answer for it.
 */
export async function benchPicture(seed: number): Promise<Buffer> {
  portraits ??= decodePortraits();
  const all = await portraits;
  const portrait = all[seed % all.length];
  if (portrait === undefined) throw new Error("fixtures/people.ts lists nobody");
  const { data, info } = portrait;
  const mark = {
    create: {
      width: MARK,
      height: MARK,
      channels: 3,
      background: { r: seed & 255, g: (seed >> 8) & 255, b: seed >> 16 },
    },
  } as const;
  return sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } })
    .linear(0.9 + (seed % 20) / 100, 0)
    .composite([{ input: mark, left: 0, top: 0 }])
    .jpeg({ quality: 90 })
    .toBuffer();
}

function decodePortraits(): Promise<Pixels[]> {
  const files = people.registered.map(({ id }) => picturePath({ file: `${id}.jpg` }));
  return Promise.all(files.map((file) => sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true })));
}
