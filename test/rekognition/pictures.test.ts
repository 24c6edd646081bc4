import {
  CompareFacesCommand,
  CreateCollectionCommand,
  DetectFacesCommand,
  type DetectFacesCommandInput,
  IndexFacesCommand,
} from "@aws-sdk/client-rekognition";
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import sharp from "sharp";
import { expect, test } from "vitest";
import { checkShape } from "../../dev/endpoint/model/input-of.ts";
import { startFaceEndpoint } from "./face-endpoint.ts";
import { fixturePicture, photograph } from "./fixture-picture.ts";
import { rawCall } from "./raw-call.ts";

const DEFAULT = ["BoundingBox", "Confidence", "Landmarks", "Pose", "Quality"];
const ADA = fixturePicture("nora-lind.jpg");

const { endpoint, client } = await startFaceEndpoint();

async function detect(Bytes: Uint8Array, Attributes?: DetectFacesCommandInput["Attributes"]) {
  const { FaceDetails = [] } = await client.send(new DetectFacesCommand({ Image: { Bytes }, Attributes }));
  return FaceDetails;
}

test("says when the model loads, and how long each call was in it", async () => {
  const steps: unknown[] = [];
  const stop = endpoint.bus.onEvery((step) => steps.push(step));

  await detect(photograph(1));
  await detect(fixturePicture("landscape.jpg"));
  stop();

  expect(steps).toMatchObject([
    { type: "modelLoading" },
    { type: "modelLoaded" },
    { type: "recognised", operation: "DetectFaces", faces: 3, error: undefined },
    { type: "recognised", operation: "DetectFaces", faces: 0, error: undefined },
  ]);
  expect(steps[2]).toHaveProperty(
    "modelMs",
    expect.toSatisfy((ms: number) => ms > 0),
  );
});

test("detects the faces of a photograph, largest first, with the default members", async () => {
  const faces = await detect(photograph(1));

  const areas = faces.map(({ BoundingBox }) => (BoundingBox?.Width ?? 0) * (BoundingBox?.Height ?? 0));
  expect(areas).toHaveLength(3);
  expect(areas).toEqual(areas.toSorted((a, b) => b - a));
  for (const face of faces) {
    expect(Object.keys(face).toSorted()).toEqual(DEFAULT);
    expect(face.Confidence).toBeGreaterThan(90);
    expect(face.Landmarks?.map(({ Type }) => Type)).toEqual(["eyeLeft", "eyeRight", "mouthLeft", "mouthRight", "nose"]);
  }
});

test("adds all attributes and 30 landmarks for ALL", async () => {
  const Image = { Bytes: Buffer.from(photograph(1)).toString("base64") };

  const { body } = await rawCall(endpoint.url, "DetectFaces", { Image, Attributes: ["DEFAULT", "ALL"] });
  const [face] = await detect(photograph(1), ["ALL"]);

  expect(checkShape("rekognition", "DetectFacesResponse", body)).toEqual(body);
  expect(face?.Landmarks).toHaveLength(30);
  expect(face?.Landmarks?.at(-1)?.Type).toBe("upperJawlineRight");
  expect(face?.Gender?.Value).toBe("Female");
  const { Low = 0, High = 0 } = face?.AgeRange ?? {};
  expect(High - Low).toBeGreaterThanOrEqual(6);
  expect(High - Low).toBeLessThanOrEqual(18);
  expect(face?.Emotions).toHaveLength(8);
  const confidences = face?.Emotions?.map(({ Confidence = 0 }) => Confidence) ?? [];
  expect(confidences).toEqual(confidences.toSorted((a, b) => b - a));
  expect(confidences.reduce((sum, confidence) => sum + confidence)).toBeGreaterThan(100);
  // Nothing looks at these: a guess, and said to be one.
  for (const unseen of [face?.Eyeglasses, face?.Sunglasses, face?.Beard, face?.Mustache, face?.FaceOccluded]) {
    expect(unseen).toEqual({ Value: false, Confidence: 50 });
  }
  expect(face?.EyeDirection?.Confidence).toBe(50);
});

test.each([
  ["AGE_RANGE", "AgeRange"],
  ["BEARD", "Beard"],
  ["EMOTIONS", "Emotions"],
  ["EYE_DIRECTION", "EyeDirection"],
  ["EYEGLASSES", "Eyeglasses"],
  ["EYES_OPEN", "EyesOpen"],
  ["FACE_OCCLUDED", "FaceOccluded"],
  ["GENDER", "Gender"],
  ["MOUTH_OPEN", "MouthOpen"],
  ["MUSTACHE", "Mustache"],
  ["SMILE", "Smile"],
  ["SUNGLASSES", "Sunglasses"],
] as const)("adds one member for %s alone", async (attribute, member) => {
  const [face] = await detect(photograph(1), [attribute]);

  expect(Object.keys(face ?? {}).toSorted()).toEqual([...DEFAULT, member].toSorted());
});

test("turns a picture upright by its EXIF orientation before anything else", async () => {
  const onItsSide = await sharp(ADA).rotate(-90).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer();

  const [upright] = await detect(ADA);
  const [turned] = await detect(onItsSide);

  expect(turned?.BoundingBox?.Left).toBeCloseTo(upright?.BoundingBox?.Left ?? 0, 1);
  expect(turned?.BoundingBox?.Height).toBeCloseTo(upright?.BoundingBox?.Height ?? 0, 1);
  expect(Math.abs(turned?.Pose?.Roll ?? 90)).toBeLessThan(5);
});

test("refuses what is no picture, too small, or neither bytes nor object", async () => {
  const small = await sharp(ADA).resize(79, 79).jpeg().toBuffer();
  const gif = await sharp(ADA).resize(100, 100).gif().toBuffer();
  const answer = async (Image: object) => (await rawCall(endpoint.url, "DetectFaces", { Image })).body;
  const base64 = (bytes: Uint8Array | string) => ({ Bytes: Buffer.from(bytes).toString("base64") });
  const format = { Code: "InvalidImageFormatException", Message: "Request has invalid image format" };
  const source = {
    Code: "InvalidParameterException",
    Message: "Requested image should either contain bytes or s3 object.",
  };

  expect(await answer(base64("not a picture"))).toMatchObject(format);
  expect(await answer(base64(gif))).toMatchObject(format);
  expect(await answer(base64(ADA.subarray(0, 2000)))).toMatchObject(format);
  expect(await answer(base64(small))).toMatchObject({
    Code: "InvalidParameterException",
    Message: "Request has invalid parameters",
  });
  expect(await answer({})).toMatchObject(source);
  expect(await answer({ ...base64(ADA), S3Object: { Bucket: "pictures", Name: "nora.jpg" } })).toMatchObject(source);
});

test("reads a picture from S3, of the version that is asked for", async () => {
  const s3 = new S3Client({ ...endpoint.client, forcePathStyle: true });
  const Bucket = "rekognition-pictures";
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  const put = (Key: string, Body: Uint8Array) => s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  const Name = "Nora & Grace/größe 1.jpg";
  const nora = await put(Name, ADA);
  await put(Name, fixturePicture("lunch-group.jpg"));
  await put("large.jpg", new Uint8Array((15 << 20) + 1));
  const inS3 = (S3Object: { Name?: string; Version?: string | undefined }) =>
    client.send(new DetectFacesCommand({ Image: { S3Object: { Bucket, ...S3Object } } }));

  const latest = await inS3({ Name });
  const first = await inS3({ Name, Version: nora.VersionId });

  expect(latest.FaceDetails).toHaveLength(3);
  expect(first.FaceDetails).toEqual(await detect(ADA));
  await expect(inS3({ Name: "large.jpg" })).rejects.toMatchObject({
    name: "ImageTooLargeException",
    message: "Image size is too large.",
  });
  await expect(inS3({})).rejects.toMatchObject({
    name: "InvalidS3ObjectException",
    message: "Request has invalid S3 object.",
  });
});

test("does not tell why an object in S3 could not be read; the bus does", async () => {
  const errors: (string | undefined)[] = [];
  const stop = endpoint.bus.on("recognised", ({ error }) => errors.push(error));
  const invalid = {
    name: "InvalidS3ObjectException",
    message: "Unable to get object metadata from S3. Check object key, region and/or access permissions.",
  };
  const inS3 = (Bucket: string) =>
    client.send(new DetectFacesCommand({ Image: { S3Object: { Bucket, Name: "not-there.jpg" } } }));

  await expect(inS3("rekognition-pictures")).rejects.toMatchObject(invalid);
  await expect(inS3("no-such-bucket")).rejects.toMatchObject(invalid);
  stop();

  expect(errors).toEqual([expect.stringContaining("(NoSuchKey: "), expect.stringContaining("(NoSuchBucket: ")]);
});

test("does not index by default what is too dark, blurred or small to be recognised again", async () => {
  await client.send(new CreateCollectionCommand({ CollectionId: "quality" }));
  const pictures = {
    LOW_BRIGHTNESS: await sharp(ADA).linear(0.05).jpeg({ quality: 95 }).toBuffer(),
    LOW_SHARPNESS: await sharp(fixturePicture("greta-holm.jpg")).blur(12).jpeg({ quality: 95 }).toBuffer(),
    SMALL_BOUNDING_BOX: await sharp({ create: { width: 480, height: 480, channels: 3, background: "#888" } })
      .composite([{ input: await sharp(ADA).resize(60, 60).png().toBuffer(), left: 50, top: 50 }])
      .jpeg({ quality: 95 })
      .toBuffer(),
  };
  const index = (Bytes: Uint8Array, more: object = {}) =>
    client.send(new IndexFacesCommand({ CollectionId: "quality", Image: { Bytes }, ...more }));

  for (const [reason, bytes] of Object.entries(pictures)) {
    const filtered = await index(bytes);
    const unfiltered = await index(bytes, { QualityFilter: "NONE" });

    expect(filtered.FaceRecords).toEqual([]);
    expect(filtered.UnindexedFaces?.[0]?.Reasons).toContain(reason);
    expect(unfiltered.FaceRecords).toHaveLength(1);
    expect(unfiltered.UnindexedFaces).toEqual([]);
  }
});

test("compares the largest face of one picture with every face of another", async () => {
  const group = { Bytes: fixturePicture("lunch-group.jpg") };

  const same = await client.send(
    new CompareFacesCommand({
      SourceImage: { Bytes: ADA },
      TargetImage: { Bytes: fixturePicture("tilted/nora-lind.jpg") },
    }),
  );
  const among = await client.send(new CompareFacesCommand({ SourceImage: group, TargetImage: group }));
  const nobody = client.send(
    new CompareFacesCommand({ SourceImage: { Bytes: ADA }, TargetImage: { Bytes: fixturePicture("landscape.jpg") } }),
  );

  expect(same.FaceMatches).toHaveLength(1);
  expect(same.FaceMatches?.[0]?.Similarity).toBeGreaterThan(95);
  expect(same.UnmatchedFaces).toEqual([]);
  expect(same.SourceImageFace?.Confidence).toBeGreaterThan(99);
  expect(among.FaceMatches?.[0]?.Similarity).toBeCloseTo(100, 3);
  expect(among.FaceMatches?.[0]?.Face?.BoundingBox).toEqual(among.SourceImageFace?.BoundingBox);
  expect((among.FaceMatches?.length ?? 0) + (among.UnmatchedFaces?.length ?? 0)).toBe(3);
  await expect(nobody).rejects.toMatchObject({
    name: "InvalidParameterException",
    message: "Request has invalid parameters",
  });
});
