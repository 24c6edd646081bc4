import { crc32 } from "node:zlib";
import sharp from "sharp";
import { fixturePicture } from "../rekognition/fixture-picture.ts";
import type { Dice } from "./dice.ts";
import type { Message } from "./message.ts";
import { mutateBytes } from "./mutate-text.ts";

const SIDE = 120;
const PNG_HEADER = 8 + 4;

/** Small pictures of every kind that a decoder treats differently. */
export async function samplePictures(): Promise<Buffer[]> {
  const portrait = await sharp(fixturePicture("ben-okada.jpg")).resize(SIDE, SIDE).png().toBuffer();
  const picture = () => sharp(portrait);
  return Promise.all([
    picture().jpeg().toBuffer(),
    picture().jpeg({ progressive: true, chromaSubsampling: "4:4:4" }).withMetadata({ orientation: 6 }).toBuffer(),
    picture().greyscale().jpeg().toBuffer(),
    picture().toColourspace("cmyk").jpeg().toBuffer(),
    picture().png().toBuffer(),
    picture().png({ progressive: true }).toBuffer(),
    picture().png({ palette: true }).toBuffer(),
    picture().toColourspace("rgb16").png().toBuffer(),
    picture().ensureAlpha(0.5).png().toBuffer(),
  ]);
}

/** A DetectFaces request with a picture of which some bytes, or the size that its header tells, were changed. */
export function pictureRequest(pictures: readonly Buffer[], dice: Dice): Message {
  const picture = dice.of(pictures);
  const changed = picture[0] === 0x89 && dice.chance(0.3) ? withOtherSize(picture, dice) : mutateBytes(picture, dice);
  const Attributes = dice.chance(0.2) ? ["ALL"] : undefined;
  return {
    method: "POST",
    target: "/",
    headers: [
      ["host", "localhost"],
      ["content-type", "application/x-amz-json-1.1"],
      ["x-amz-target", "RekognitionService.DetectFaces"],
    ],
    body: Buffer.from(JSON.stringify({ Image: { Bytes: changed.toString("base64") }, Attributes })),
  };
}

/** With a checksum that fits, so that it is the size that the decoder has to doubt. */
function withOtherSize(png: Buffer, dice: Dice): Buffer {
  const copy = Buffer.from(png);
  const sizes = [0, 1, 79, 80, 10_000, 65_535, 0x7fffffff, 0xffffffff];
  copy.writeUInt32BE(dice.of(sizes), PNG_HEADER + 4);
  copy.writeUInt32BE(dice.of([...sizes, SIDE]), PNG_HEADER + 8);
  copy[PNG_HEADER + 12] = dice.of([1, 2, 4, 8, 16, 3]);
  copy[PNG_HEADER + 13] = dice.of([0, 2, 3, 4, 6, 5]);
  copy.writeUInt32BE(crc32(copy.subarray(PNG_HEADER, PNG_HEADER + 17)), PNG_HEADER + 17);
  return copy;
}
