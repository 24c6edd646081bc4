import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { crc32 } from "node:zlib";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestEnvironment, type Upload, start } from "../../dev/testing/testing.ts";
import { fixturePicture, photograph } from "../rekognition/fixture-picture.ts";

const PORTRAIT = fixturePicture("ben-okada.jpg");
/** Most bytes that the process may hold beyond what it held before, its face model included. */
const MEMORY_BOUND = 400 << 20;

let environment: TestEnvironment;

beforeAll(async () => {
  environment = await start();
});

afterAll(() => environment.stop());

async function statusOf(upload: Upload) {
  const { status, reason } = await environment.waitForPicture(upload);
  return { status, reason };
}

/** A PNG whose header promises more pixels than follow. */
async function bomb(width: number, height: number): Promise<Buffer> {
  const png = await sharp({ create: { width: 100, height: 100, channels: 3, background: "#888" } })
    .png()
    .toBuffer();
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}

const unsupported = (reason: string) => ({
  status: "UNSUPPORTED_FORMAT",
  reason: expect.stringContaining(reason) as string,
});
const TOO_SMALL = {
  status: "FAILED",
  reason: expect.stringContaining("has 1 × 1 pixels, and Rekognition takes none with a side under 80") as string,
};
const tooLarge = (reason: string) => ({ status: "TOO_LARGE", reason: expect.stringContaining(reason) as string });
const onePixel = sharp({ create: { width: 1, height: 1, channels: 3, background: "red" } }).png();

test.each([
  [
    "a text file",
    "text.jpg",
    async () => Buffer.from("This is no picture, whatever its name says.\n"),
    unsupported("is not a JPEG or PNG image"),
  ],
  ["an empty file", "empty.jpg", async () => Buffer.alloc(0), unsupported("is empty: 0 bytes")],
  [
    "a JPEG that is cut off",
    "half.jpg",
    async () => PORTRAIT.subarray(0, PORTRAIT.length / 2),
    unsupported("was cut off"),
  ],
  ["one pixel", "pixel.png", () => onePixel.toBuffer(), TOO_SMALL],
  ["a decompression bomb", "bomb.png", () => bomb(30_000, 30_000), tooLarge("has 30000 × 30000 pixels, more than")],
  [
    "more bytes than Rekognition takes",
    "heavy.jpg",
    async () => Buffer.concat([PORTRAIT, Buffer.alloc(15 << 20)]),
    tooLarge("MB, and Rekognition takes 15 MB at most"),
  ],
])("%s gets a status that says what is wrong, and no retry", async (_what, key, bytes, expected) => {
  const failures: unknown[] = [];
  const stop = environment.bus.on("failed", (event) => failures.push(event));

  expect(await statusOf(await environment.upload(await bytes(), key))).toEqual(expected);

  stop();
  expect(failures).toEqual([]);
});

test.each([
  ["16 bits a channel", "deep-one.png", () => sharp(PORTRAIT).toColourspace("rgb16").png()],
  // A drawn face without its colours is none to the model; a photographed one is.
  ["grey", "grey-one.jpg", () => sharp(photograph(1)).greyscale().jpeg()],
  ["grey in 16 bits", "greydeep-one.png", () => sharp(photograph(1)).toColourspace("grey16").png()],
  ["CMYK", "cmyk-one.jpg", () => sharp(PORTRAIT).toColourspace("cmyk").jpeg({ quality: 95 })],
  ["an alpha channel", "alpha-one.png", () => sharp(PORTRAIT).ensureAlpha(0.9).png()],
  ["a palette", "palette-one.png", () => sharp(PORTRAIT).png({ palette: true })],
])("a portrait with %s registers", async (_what, key, picture) => {
  const upload = await environment.upload(await picture().toBuffer(), key);

  expect(await environment.waitForRow(upload)).toMatchObject({ last_name: "one" });
});

test.each([
  ["spaces", "a b/ben   okada.jpg", "ben   okada"],
  ["plus signs", "a+b/ben+okada.jpg", "ben+okada"],
  ["emoji", "📷/ben-🙂.jpg", "ben"],
  ["../", "../../etc/ben-up.jpg", "ben"],
  ["a leading slash", "/ben-root.jpg", "ben"],
  ["1,024 bytes", `${"k".repeat(1024 - "/ben-long.jpg".length)}/ben-long.jpg`, "ben"],
])("a key with %s comes through", async (_what, key, firstName) => {
  const upload = await environment.upload(PORTRAIT, key);

  expect(await environment.waitForRow(upload)).toMatchObject({
    first_name: firstName,
    picture: `${upload.bucket}/${key}`,
  });
});

test("a key of 1,025 bytes is refused", async () => {
  await expect(environment.upload(PORTRAIT, "k".repeat(1025))).rejects.toMatchObject({
    name: "KeyTooLongError",
    $metadata: { httpStatusCode: 400 },
  });
});

test("a picture of 10,000 x 10,000 pixels registers, in bounded memory", async () => {
  const large = await sharp(PORTRAIT)
    .resize(10_000, 10_000, { fit: "fill", kernel: "nearest" })
    .jpeg({ quality: 60 })
    .toBuffer();
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);

  const upload = await environment.upload(large, "giant-one.jpg");
  expect(await environment.waitForRow(upload)).toMatchObject({ first_name: "giant" });

  clearInterval(watch);
  expect(most - before).toBeLessThan(MEMORY_BOUND);
}, 120_000);

test("the environment runs on: a good picture after all these registers, and its item is whole", async () => {
  const upload = await environment.upload(PORTRAIT, "after-all.jpg");
  const row = await environment.waitForRow(upload);
  const { Item = {} } = await environment.clients.dynamodb.send(
    new GetItemCommand({
      TableName: environment.resources.picturesTable,
      Key: { picture: { S: `${upload.bucket}/${upload.key}` } },
    }),
  );

  expect(unmarshall(Item)).toMatchObject({ status: "REGISTERED", face_ids: [row.rekognition_id] });
});
