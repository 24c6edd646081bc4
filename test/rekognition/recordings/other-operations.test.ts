import {
  DetectCustomLabelsCommand,
  DetectFacesCommand,
  DetectLabelsCommand,
  DetectModerationLabelsCommand,
  DetectProtectiveEquipmentCommand,
  DetectTextCommand,
  GetCelebrityInfoCommand,
  RecognizeCelebritiesCommand,
  type RekognitionClient,
} from "@aws-sdk/client-rekognition";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pictures } from "../../../fixtures/pictures.ts";
import { Tape } from "../../../dev/rekognition/recordings/tape.ts";
import { fixturePicture } from "../fixture-picture.ts";
import { type ScriptedRekognition, startScriptedRekognition } from "./scripted-rekognition.ts";
import { emptySet, startAws, startRecording, startReplay, startUpstream } from "./tape-endpoint.ts";

const [portrait, another] = pictures.map(({ file }) => fixturePicture(file));
const Image = { Bytes: portrait };
const MODEL = "arn:aws:rekognition:us-east-1:111122223333:project/badges/version/badges.1/1600000000000";

/** Each operation that looks for other things than faces, as a public client calls it, and something of its answer. */
const CALLS = [
  {
    name: "DetectLabels",
    call: (client: RekognitionClient) => client.send(new DetectLabelsCommand({ Image, MaxLabels: 5 })),
    shows: { Labels: [{ Name: "Person", Categories: [{ Name: "Person Description" }] }], LabelModelVersion: "3.0" },
  },
  {
    name: "DetectText",
    call: (client: RekognitionClient) =>
      client.send(
        new DetectTextCommand({
          Image,
          Filters: {
            WordFilter: { MinConfidence: 90 },
            RegionsOfInterest: [{ BoundingBox: { Left: 0, Top: 0.5, Width: 1, Height: 0.5 } }],
          },
        }),
      ),
    shows: { TextDetections: [{ DetectedText: "STAFF", Geometry: { Polygon: [{ X: 0.1, Y: 0.7 }] } }] },
  },
  {
    name: "DetectModerationLabels",
    call: (client: RekognitionClient) => client.send(new DetectModerationLabelsCommand({ Image })),
    shows: { ModerationLabels: [{ Name: "Smoking", TaxonomyLevel: 2 }] },
  },
  {
    name: "DetectProtectiveEquipment",
    call: (client: RekognitionClient) =>
      client.send(
        new DetectProtectiveEquipmentCommand({
          Image,
          SummarizationAttributes: { MinConfidence: 80, RequiredEquipmentTypes: ["FACE_COVER"] },
        }),
      ),
    shows: { Summary: { PersonsWithoutRequiredEquipment: [0] } },
  },
  {
    name: "DetectCustomLabels",
    call: (client: RekognitionClient) =>
      client.send(new DetectCustomLabelsCommand({ Image, ProjectVersionArn: MODEL })),
    shows: { CustomLabels: [{ Name: "badge" }] },
  },
  {
    name: "RecognizeCelebrities",
    call: (client: RekognitionClient) => client.send(new RecognizeCelebritiesCommand({ Image })),
    shows: { CelebrityFaces: [{ Id: "1ab2Cd3", KnownGender: { Type: "Female" } }], UnrecognizedFaces: [] },
  },
  {
    name: "GetCelebrityInfo",
    call: (client: RekognitionClient) => client.send(new GetCelebrityInfoCommand({ Id: "1ab2Cd3" })),
    shows: { Name: "Ada Example", Urls: ["www.example.com/ada"] },
  },
] as const;

let scripted: ScriptedRekognition;
const set = emptySet();

beforeAll(async () => {
  scripted = await startScriptedRekognition();
  const recording = await startRecording(scripted.url, set);
  for (const { call } of CALLS) await call(recording.client);
  const usage = await recording.end();
  expect(usage?.written).toHaveLength(CALLS.length);
});
afterAll(() => scripted[Symbol.asyncDispose]());

test.each(CALLS)("$name is recorded, replayed, and passed on", async ({ name, call, shows }) => {
  const asked = scripted.asked(name);
  await using replay = await startReplay(set);
  await using aws = await startAws(replay.url);

  const replayed = await call(replay.client);
  const passedOn = await call(aws.client);

  expect(replayed).toMatchObject(shows);
  expect({ ...passedOn, $metadata: {} }).toEqual({ ...replayed, $metadata: {} });
  expect(scripted.asked(name)).toBe(asked);
});

test("what another Doppelface replays is recorded as what was recorded of AWS", async () => {
  await using replay = await startReplay(set);
  const copy = emptySet();
  await using recording = await startRecording(replay.url, copy);
  for (const { call } of CALLS) await call(recording.client);
  expect((await recording.end())?.written).toHaveLength(CALLS.length);

  const [recorded, copied] = [new Tape(set), new Tape(copy)];
  expect(copied.files()).toEqual(recorded.files());
  for (const file of recorded.files()) expect(copied.read(file)).toEqual(recorded.read(file));
});

test("an answer that differs in the last digits of its numbers alone, as on another processor, is left as it is", async () => {
  const again = async (least: number) => {
    const Geometry = { BoundingBox: { Left: 0.1, Top: 0.7 + least, Width: 0.3, Height: 0.1 } };
    const CustomLabels = [{ Name: "badge", Confidence: 87.5 - 10 * least, Geometry }];
    await using other = await startScriptedRekognition({ DetectCustomLabels: { CustomLabels } });
    await using recording = await startRecording(other.url, set, { record: { update: true } });
    await recording.client.send(new DetectCustomLabelsCommand({ Image, ProjectVersionArn: MODEL }));
    return recording.end();
  };
  const file = expect.stringContaining("/DetectCustomLabels/") as string;
  expect(await again(4e-6)).toMatchObject({ written: [], kept: [], hits: 1 });
  expect(await again(4e-3)).toMatchObject({ written: [file], kept: [] });
  expect(await again(0)).toMatchObject({ written: [file], kept: [] });
});

test("defaults that are named, and features in another order, are the same request; another picture is a miss", async () => {
  await using replay = await startReplay(set);
  const named = new DetectLabelsCommand({ Image, MaxLabels: 5, MinConfidence: 55, Features: ["GENERAL_LABELS"] });
  expect((await replay.client.send(named)).LabelModelVersion).toBe("3.0");
  const other = replay.client.send(new DetectLabelsCommand({ Image: { Bytes: another }, MaxLabels: 5 }));
  await expect(other).rejects.toMatchObject({ message: expect.stringContaining("DetectLabels") });
});

test.each(CALLS)("mode local refuses $name by its name, and says which mode answers it", async ({ name, call }) => {
  await using local = await startUpstream();
  await expect(call(local.client)).rejects.toMatchObject({
    name: "UnsupportedOperation",
    message: expect.stringMatching(new RegExp(`^rekognition ${name} has no model here.*--rekognition record`)),
  });
});

test("what is wrong within a list of structures is named by its place", async () => {
  await using aws = await startAws(scripted.url);
  const asked = scripted.asked("DetectText");
  const RegionsOfInterest = [{}, { BoundingBox: { Left: "left" as unknown as number } }];
  const wrong = aws.client.send(new DetectTextCommand({ Image, Filters: { RegionsOfInterest } }));
  await expect(wrong).rejects.toMatchObject({ name: "SerializationException" });
  const many = Array.from({ length: 11 }, () => ({}));
  const tooMany = aws.client.send(new DetectTextCommand({ Image, Filters: { RegionsOfInterest: many } }));
  await expect(tooMany).rejects.toThrow("Member must have length less than or equal to 10");
  expect(scripted.asked("DetectText")).toBe(asked);
});

test("an operation that no mode answers is refused as before, in every mode", async () => {
  await using aws = await startAws(scripted.url);
  const { StartFaceDetectionCommand } = await import("@aws-sdk/client-rekognition");
  const video = aws.client.send(new StartFaceDetectionCommand({ Video: { S3Object: { Bucket: "some", Name: "v" } } }));
  await expect(video).rejects.toThrow("rekognition StartFaceDetection is not supported");
  await expect(aws.client.send(new DetectFacesCommand({ Image }))).rejects.toMatchObject({ name: "NotScripted" });
});
