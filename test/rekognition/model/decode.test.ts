import { crc32 } from "node:zlib";
import sharp from "sharp";
import { expect, test } from "vitest";
import { decode } from "../../../dev/rekognition/model/decode.ts";
import type { Pixels } from "../../../dev/rekognition/model/pixels.ts";

// Left half red, right half blue, a green band at the top: tells every orientation apart.
const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="120">
  <rect width="100" height="120" fill="#f00"/><rect x="100" width="100" height="120" fill="#00f"/>
  <rect width="200" height="30" fill="#0f0"/></svg>`;
const flag = await sharp(Buffer.from(svg)).removeAlpha().png().toBuffer();

function colourAt({ data, width }: Pixels, x: number, y: number): string {
  const at = 3 * (y * width + x);
  return [...data.subarray(at, at + 3)].map((value) => Math.round(value / 64)).join("");
}

function expectFlag(pixels: Pixels): void {
  expect([pixels.width, pixels.height, pixels.data.length]).toEqual([200, 120, 72_000]);
  expect([colourAt(pixels, 100, 10), colourAt(pixels, 40, 80), colourAt(pixels, 160, 80)]).toEqual([
    "040",
    "400",
    "004",
  ]);
}

test("reads JPEG and PNG by their first bytes", async () => {
  const png = await decode(flag);
  const jpeg = await decode(await sharp(flag).jpeg({ quality: 95 }).toBuffer());

  expect([png.format, jpeg.format]).toEqual(["PNG", "JPEG"]);
  expectFlag(png.pixels);
  expectFlag(jpeg.pixels);
});

// Clockwise turn and mirroring that make the stored picture of an upright one, by EXIF orientation.
test.each([
  [1, 0, false],
  [2, 0, true],
  [3, 180, false],
  [4, 180, true],
  [5, 270, true],
  [6, 270, false],
  [7, 90, true],
  [8, 90, false],
])("turns EXIF orientation %i upright", async (orientation, turn, mirrored) => {
  const upright = await sharp(flag).flop(mirrored).png().toBuffer();
  const stored = await sharp(upright).rotate(turn).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();

  const { width, height, pixels } = await decode(stored);

  expect([width, height]).toEqual([200, 120]);
  expectFlag(pixels);
});

test("reads a picture with orientation that is shrunk on load", async () => {
  const large = await sharp(flag).resize(3000, 1800, { kernel: "nearest" }).png().toBuffer();
  const lying = await sharp(large).rotate(270).png().toBuffer();
  const stored = await sharp(lying).withMetadata({ orientation: 6 }).jpeg().toBuffer();

  const picture = await decode(stored);

  expect([picture.width, picture.height]).toEqual([3000, 1800]);
  expect([picture.pixels.width, picture.pixels.height]).toEqual([1000, 600]);
  expect(colourAt(picture.pixels, 200, 400)).toBe("400");
  const detailed = await picture.detailed();
  expect([detailed.width, detailed.height]).toEqual([3000, 1800]);
  expect(colourAt(detailed, 2400, 1200)).toBe("004");
});

test("reads grey, CMYK, 16-bit, palette and transparent pictures as RGB", async () => {
  const grey = await decode(await sharp(flag).greyscale().toColourspace("b-w").png().toBuffer());
  const [red, green, blue] = grey.pixels.data;
  expect(grey.pixels.data).toHaveLength(72_000);
  expect([green, blue]).toEqual([red, red]);

  const greyJpeg = await decode(await sharp(flag).greyscale().jpeg().toBuffer());
  expect(greyJpeg.pixels.data).toHaveLength(72_000);

  const deep = await sharp(flag).toColourspace("rgb16").png().toBuffer();
  expect((await sharp(deep).metadata()).depth).toBe("ushort");
  expectFlag((await decode(deep)).pixels);

  expectFlag((await decode(await sharp(flag).png({ palette: true }).toBuffer())).pixels);

  const cmyk = await sharp(flag).toColourspace("cmyk").jpeg({ quality: 95 }).toBuffer();
  expect((await sharp(cmyk).metadata()).channels).toBe(4);
  const { pixels } = await decode(cmyk);
  expect(pixels.data).toHaveLength(72_000);
  const at = 3 * (80 * 200 + 40);
  expect(pixels.data[at]).toBeGreaterThan(2 * (pixels.data[at + 2] ?? 0));

  const clear = await sharp({ create: { width: 90, height: 90, channels: 4, background: "#ff000000" } })
    .png()
    .toBuffer();
  expect(colourAt((await decode(clear)).pixels, 45, 45)).toBe("000");
});

test.each([
  ["text", Buffer.from("Not a picture at all, just text.")],
  ["nothing", Buffer.alloc(0)],
  ["WebP", await sharp(flag).webp().toBuffer()],
  ["GIF", await sharp(flag).gif().toBuffer()],
  ["SVG", Buffer.from(svg)],
])("refuses %s as a format", async (_, bytes) => {
  await expect(decode(bytes)).rejects.toMatchObject({ name: "PictureError", code: "UnsupportedFormat" });
});

test.each([
  ["a cut-off JPEG", (await sharp(flag).jpeg().toBuffer()).subarray(0, 900)],
  ["a cut-off PNG", flag.subarray(0, flag.length - 120)],
  ["only a JPEG's first bytes", Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16])],
  ["text behind a PNG's first bytes", Buffer.concat([flag.subarray(0, 8), Buffer.from("and then text")])],
])("says that it cannot decode %s", async (_, bytes) => {
  await expect(decode(bytes)).rejects.toMatchObject({
    code: "Undecodable",
    message: expect.stringMatching(/JPEG|PNG/u),
  });
});

test("refuses sides under 80 px, upright", async () => {
  const low = await sharp(flag).resize(200, 79, { fit: "fill" }).jpeg().toBuffer();
  await expect(decode(low)).rejects.toMatchObject({ code: "TooSmall", message: expect.stringContaining("200 x 79") });
  const enough = await sharp(flag).resize(80, 80, { fit: "fill" }).jpeg().toBuffer();
  expect((await decode(enough)).width).toBe(80);
});

test("refuses a decompression bomb without decoding it", async () => {
  // A header that promises 900 megapixels (2.7 GB decoded), with its checksum.
  const bomb = Buffer.from(flag);
  bomb.writeUInt32BE(30_000, 16);
  bomb.writeUInt32BE(30_000, 20);
  bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
  const before = process.memoryUsage.rss();

  await expect(decode(bomb)).rejects.toMatchObject({
    code: "TooLarge",
    message: expect.stringContaining("30000 x 30000"),
  });

  expect(process.memoryUsage.rss() - before).toBeLessThan(100_000_000);
});
