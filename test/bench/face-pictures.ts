import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import sharp from "sharp";

const DEMO = `${dirname(createRequire(import.meta.url).resolve("@vladmandic/face-api/package.json"))}/demo`;

/** Photographs of the package with three or four faces. */
const GROUPS = [1, 2, 3, 4, 6] as const;

/** Its photographs as baseline JPEGs of 1920×1280, three or four faces each. */
export function groupPictures(): Promise<Buffer[]> {
  return Promise.all(
    GROUPS.map((number) =>
      sharp(readFileSync(`${DEMO}/sample${number}.jpg`))
        .resize(1920, 1280, { fit: "cover" })
        .jpeg({ quality: 90, progressive: false })
        .toBuffer(),
    ),
  );
}

/** One face of them as a JPEG of 640×480. */
export function portraitPicture(): Promise<Buffer> {
  return sharp(readFileSync(`${DEMO}/sample6.jpg`))
    .extract({ left: 1350, top: 200, width: 480, height: 360 })
    .resize(640, 480)
    .jpeg({ quality: 90 })
    .toBuffer();
}

/** The same picture in other bytes (a JPEG comment holds the number), so that nothing remembered answers for it. */
export function renumbered(jpeg: Uint8Array, number: number): Buffer {
  const text = Buffer.from(`picture ${number}`);
  const header = Buffer.from([0xff, 0xfe, 0, text.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), header, text, jpeg.subarray(2)]);
}
