import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import {
  CompareFacesCommand,
  CreateCollectionCommand,
  DescribeCollectionCommand,
  DetectFacesCommand,
  IndexFacesCommand,
  ListFacesCommand,
} from "@aws-sdk/client-rekognition";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { pictures } from "../../../fixtures/pictures.ts";
import { refuseForbidden } from "../../../dev/rekognition/recordings/forbidden.ts";
import { fixturePicture } from "../fixture-picture.ts";
import { type TapeEndpoint, emptySet, startRecording } from "./tape-endpoint.ts";

const KEY = "AKIAPLANTED0SECRET12";
const SECRET = "plantedSecretAccessKey/abcdefghijklmnop";
const TOKEN = "plantedSessionTokenOfTheUser";
const ACCOUNT = "123456789012";
const PICTURE = "/9j/4AAQSkZJRgABAQAAAQABAAD";
const NAME = "Greta.Holm";
const FACE = "0f0e0d0c-0b0a-4900-8807-060504030201";
const PLANTED = [
  KEY,
  SECRET,
  TOKEN,
  ACCOUNT,
  PICTURE,
  NAME,
  FACE,
  "someone-",
  "AgeRange",
  "Gender",
  "Emotions",
  "planted",
];

const [portrait] = pictures;
const Image = { Bytes: fixturePicture(portrait?.file ?? "") };
const BoundingBox = { Left: 0.1, Top: 0.1, Width: 0.5, Height: 0.5 };
const detail = {
  BoundingBox,
  Confidence: 99.5,
  AgeRange: { Low: 20, High: 30 },
  Gender: { Value: "Female", Confidence: 99 },
  Emotions: [{ Type: "HAPPY", Confidence: 99 }],
  Smile: { Value: true, Confidence: 90 },
};

/** Answers of an upstream with everything planted that must not be stored; by operation, one after the other. */
const answers: Record<string, (readonly [number, unknown])[]> = {};
const authorizations: string[] = [];
const upstream = createServer((request, response) => {
  authorizations.push(String(request.headers.authorization), String(request.headers["x-amz-security-token"]));
  request.resume().on("end", () => {
    const operation = String(request.headers["x-amz-target"]).replace(/^.*\./, "");
    const [status, body] = answers[operation]?.shift() ?? [
      400,
      { __type: "InvalidParameterException", Message: "none" },
    ];
    response.writeHead(status, {
      "content-type": "application/x-amz-json-1.1",
      "x-amzn-requestid": "planted-request",
      "x-amz-security-token": TOKEN,
      authorization: `AWS4-HMAC-SHA256 Credential=${KEY}`,
    });
    response.end(JSON.stringify(body));
  });
});

let recording: TapeEndpoint;
let set: string;

beforeAll(() => new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve)));
afterAll(() => upstream.close());

beforeEach(async () => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", KEY);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", SECRET);
  vi.stubEnv("AWS_SESSION_TOKEN", TOKEN);
  set = emptySet();
  recording = await startRecording(`http://127.0.0.1:${(upstream.address() as AddressInfo).port}`, set);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await recording.end();
});

/** Every file of the set as one text. */
function stored(): string {
  const names = readdirSync(set, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return names.map((entry) => `${entry.name}\n${readFileSync(join(entry.parentPath, entry.name), "utf8")}`).join("\n");
}

/** The answer, or the error that came instead. */
const outcome = (answer: Promise<unknown>): Promise<unknown> => answer.catch((error: unknown) => error);

test("planted in answers and requests, nothing of it reaches a file; what may be stored is", async () => {
  answers["CreateCollection"] = [
    [
      200,
      { StatusCode: 200, CollectionArn: `aws:rekognition:eu-west-1:${ACCOUNT}:collection/someone-staff`, planted: KEY },
    ],
  ];
  answers["IndexFaces"] = [
    [
      200,
      {
        FaceRecords: [
          { Face: { FaceId: FACE, ImageId: FACE, BoundingBox, ExternalImageId: NAME }, FaceDetail: detail },
        ],
        FaceModelVersion: "7.0",
        Picture: PICTURE,
      },
    ],
  ];
  answers["ListFaces"] = [[200, { Faces: [{ FaceId: FACE, ImageId: FACE, ExternalImageId: NAME }], Token: TOKEN }]];
  answers["DetectFaces"] = [[200, { FaceDetails: [{ ...detail, planted: SECRET }] }]];
  answers["DescribeCollection"] = [
    [
      400,
      { __type: "ResourceNotFoundException", Message: `arn:aws:iam::${ACCOUNT}:user/x: someone-staff does not exist` },
    ],
  ];
  const CollectionId = "staff";

  await outcome(recording.client.send(new CreateCollectionCommand({ CollectionId })));
  await outcome(
    recording.client.send(
      new IndexFacesCommand({ CollectionId, Image, ExternalImageId: NAME, DetectionAttributes: ["ALL"] }),
    ),
  );
  await outcome(recording.client.send(new ListFacesCommand({ CollectionId })));
  await outcome(recording.client.send(new DetectFacesCommand({ Image, Attributes: ["ALL"] })));
  await outcome(recording.client.send(new DescribeCollectionCommand({ CollectionId })));

  expect(await recording.end()).toMatchObject({ refused: [], written: { length: 5 } });
  const text = stored();
  for (const planted of PLANTED) expect(text).not.toContain(planted);
  expect(text).toContain('"Smile"');
  expect(text).toContain("arn:aws:iam::000000000000:user/x: staff does not exist");
  expect(authorizations[0]).toMatch(new RegExp(`^AWS4-HMAC-SHA256 Credential=${KEY}/\\d{8}/us-east-1/rekognition/`));
  expect(authorizations[1]).toBe(TOKEN);
});

test.each([
  ["a key in a known member", { FaceDetails: [], OrientationCorrection: "ASIASOMEBODYELSES123" }, "an AWS access key"],
  ["the user's own secret", { FaceDetails: [], OrientationCorrection: SECRET }, "a credential"],
  ["the user's session token", { FaceDetails: [], OrientationCorrection: `x${TOKEN}x` }, "a credential"],
  ["an account id", { FaceDetails: [], OrientationCorrection: ACCOUNT }, "an account id"],
  ["a picture", { FaceDetails: [], OrientationCorrection: PICTURE }, "a picture"],
  ["a header", { FaceDetails: [], OrientationCorrection: "X-Amz-Date: 20260101" }, "a header"],
])("%s keeps the whole answer out of the set, and it is told", async (_case, answer, what) => {
  answers["DetectFaces"] = [[200, answer]];
  await outcome(recording.client.send(new DetectFacesCommand({ Image })));
  const usage = await recording.end();
  expect(usage?.written).toEqual([]);
  expect(usage?.refused).toEqual([expect.stringContaining(what)]);
  expect(recording.notices.join()).toContain("An answer was not recorded.");
  for (const planted of PLANTED) expect(stored()).not.toContain(planted);
});

test.each([
  ["a collection's name", { CollectionId: `staff-${ACCOUNT}` }],
  ["a tag", { CollectionId: "staff", Tags: { owner: "AKIASOMEBODYELSES123" } }],
  ["the name of a tag", { CollectionId: "staff", Tags: { [SECRET]: "x" } }],
])("planted in %s of a request it keeps the answer out as well", async (_case, input) => {
  answers["CreateCollection"] = [[200, { StatusCode: 200, FaceModelVersion: "7.0" }]];
  expect(await outcome(recording.client.send(new CreateCollectionCommand(input)))).toMatchObject({ StatusCode: 200 });
  expect(await recording.end()).toMatchObject({ written: [], refused: [expect.stringContaining("never stored")] });
  for (const planted of PLANTED) expect(stored()).not.toContain(planted);
});

test("throttles are waited out inside, and neither they nor failures nor refused permissions are stored", async () => {
  const throttled = [400, { __type: "ThrottlingException", Message: "Slow down" }] as const;
  answers["DetectFaces"] = [throttled, throttled, [200, { FaceDetails: [] }]];
  answers["CompareFaces"] = [[400, { __type: "AccessDeniedException", Message: `User: ${ACCOUNT} is not authorized` }]];
  answers["ListFaces"] = Array.from(
    { length: 6 },
    () => [500, { __type: "InternalServerError", Message: "no" }] as const,
  );

  expect(await outcome(recording.client.send(new DetectFacesCommand({ Image })))).toMatchObject({ FaceDetails: [] });
  expect(
    await outcome(recording.client.send(new CompareFacesCommand({ SourceImage: Image, TargetImage: Image }))),
  ).toMatchObject({
    name: "AccessDeniedException",
  });
  expect(await outcome(recording.client.send(new ListFacesCommand({ CollectionId: "staff" })))).toMatchObject({
    name: "InternalServerError",
  });

  expect((await recording.end())?.written).toEqual([expect.stringMatching(/^_\/DetectFaces\//)]);
  expect(stored()).not.toMatch(/Throttl|AccessDenied|InternalServerError|authorized/);
});

test("the check of files finds each forbidden thing, in keys as in values", () => {
  for (const value of [KEY, ACCOUNT, PICTURE, "iVBORw0KGgo", "Authorization", "ThrottlingException"]) {
    expect(() => refuseForbidden({ response: { body: [{ member: value }] } })).toThrow(
      /^response\.body\.0\.member holds/,
    );
    expect(() => refuseForbidden({ [value]: 1 })).toThrow(/never stored/);
  }
  expect(() => refuseForbidden({ response: { status: 500 } })).toThrow("a throttle or server error");
  // Digits in ids and fractions are no account ids.
  refuseForbidden({ id: "12345678-1234-4123-8123-123456789012", share: 0.123456789012, arn: "000000000000" });
});
