import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { imageKind, imageSize } from "../../handler/image-kind.ts";
import { formatReason, parameterReason, tooLargeReason } from "../../handler/refusal-reason.ts";
import { failEach } from "./aws-calls.ts";
import { fixtureBytes } from "./fixture-bytes.ts";
import { created, type HandlerRun, startHandler } from "./handler-run.ts";

let run: HandlerRun;
let nora: Uint8Array;

beforeAll(async () => {
  run = await startHandler();
  nora = await fixtureBytes("nora-lind.jpg");
});

afterAll(() => run.stop());

async function itemOf(key: string, bytes: Uint8Array): Promise<Record<string, unknown> | undefined> {
  await run.handle(created(await run.put(key, bytes), "0010"));
  return run.item(key);
}

/** A file of the family of MPEG-4, with no more than its first box. */
const ftyp = (brand: string) => Buffer.from(`\0\0\0\x18ftyp${brand}\0\0\0\0mif1${brand}`, "latin1");
const bmp = Buffer.concat([Buffer.from("BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", "latin1"), Buffer.alloc(52)]);

test.each([
  [
    "HEIC",
    async () => ftyp("heic"),
    "The file is a HEIC image, whatever its name says. Rekognition takes JPEG and PNG",
  ],
  ["WebP", () => sharp(nora).webp().toBuffer(), "The file is a WebP image"],
  ["GIF", () => sharp(nora).resize(100).gif().toBuffer(), "The file is a GIF image"],
  ["AVIF", () => sharp(nora).resize(100).avif({ effort: 0 }).toBuffer(), "The file is an AVIF image"],
  ["BMP", async () => bmp, "The file is a BMP image"],
  ["TIFF", () => sharp(nora).resize(100).tiff().toBuffer(), "The file is a TIFF image"],
  ["PDF", async () => Buffer.from("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "latin1"), "The file is a PDF document"],
  ["nothing", async () => Buffer.alloc(0), "The file is empty: 0 bytes. Put it again."],
  ["text", async () => Buffer.from("BM, not a picture"), "nor another format that is known here"],
  [
    "half a JPEG",
    async () => nora.subarray(0, nora.length / 2),
    "is a JPEG image that does not end as one: it was cut off",
  ],
  [
    "half a PNG",
    async () => {
      const png = await sharp(nora).png().toBuffer();
      return png.subarray(0, png.length / 2);
    },
    "is a PNG image that does not end as one: it was cut off",
  ],
])("a file called .jpg that is %s says so, and what to do", async (name, bytes, reason) => {
  const item = await itemOf(`a ${name}.jpg`, await bytes());
  expect(item).toMatchObject({ status: "UNSUPPORTED_FORMAT", reason: expect.stringContaining(reason) as string });
  expect(item?.["reason"]).toMatch(/[Pp]ut (it|a picture)/);
});

test("too many bytes and too many pixels are told apart", async () => {
  const heavy = Buffer.concat([nora], 16 * 1024 * 1024);
  expect(await itemOf("heavy.jpg", heavy)).toMatchObject({
    status: "TOO_LARGE",
    reason: "The file has 16.0 MB, and Rekognition takes 15 MB at most. Compress it, and put it again.",
  });
  const ends = { size: 5000, head: nora, tail: nora.subarray(-32) };
  expect(tooLargeReason(ends)).toMatch(
    /^The picture has \d+ × \d+ pixels, more than Rekognition takes, though not too many/,
  );
});

test("what S3 does not give stays vague, and the picture gets its status all the same", async () => {
  const stop = failEach(run, "GetObject");
  const item = await itemOf("unreadable.jpg", Buffer.from("no picture"));
  stop();
  expect(item).toMatchObject({
    status: "UNSUPPORTED_FORMAT",
    reason: "The file is not a JPEG or PNG image, or it is damaged.",
  });
  expect(tooLargeReason(undefined)).toContain("in bytes or in pixels");
  expect(parameterReason(undefined, "Request has invalid parameters.")).toBe(
    "Rekognition refuses the picture: Request has invalid parameters. A side under 80 pixels is one cause.",
  );
});

test("a JPEG with a good end that Rekognition cannot read is damaged", () => {
  expect(formatReason({ size: nora.length, head: nora, tail: nora.subarray(-32) })).toMatch(
    /JPEG image that is damaged/,
  );
});

test("the size is found behind a JPEG's other headers, and a file that stops early has none", async () => {
  const { width, height } = await sharp(nora).metadata();
  const withProfile = await sharp(nora).withMetadata().jpeg().toBuffer();
  expect(imageSize(withProfile)).toEqual({ width, height });
  for (let length = 0; length < 400; length++) {
    expect(() => imageSize(withProfile.subarray(0, length))).not.toThrow();
    imageKind(withProfile.subarray(0, length));
  }
});
