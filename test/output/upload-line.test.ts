import { expect, test } from "vitest";
import { PLAIN } from "../../dev/output/style.ts";
import { type UploadReport, uploadLines } from "../../dev/output/upload-line.ts";
import type { Picture } from "../../dev/pipeline/pictures.ts";

const picture: Picture = {
  picture: "b/nora-lind.jpg",
  status: "REGISTERED",
  reason: "One face was registered.",
  version: "1",
  face_ids: ["f"],
  other_faces: 0,
  updated_at: "2026-01-01T00:00:00.000Z",
  obsolete_face_ids: [],
  brought_back: [],
};

const report: UploadReport = {
  key: "nora-lind.jpg",
  picture,
  rows: [{ rekognition_id: "f", first_name: "nora", last_name: "lind", picture: "b/nora-lind.jpg" }],
  steps: {
    traceId: "1-00000000-000000000000000000000000",
    functionName: "rekognition",
    bucket: "b",
    key: "nora-lind.jpg",
    version: "1",
    put: 2.4,
    wait: 0.6,
    cold: false,
    recognise: 40.2,
    model: 35,
    store: undefined,
    handler: 61.5,
    attempt: 1,
    error: undefined,
    rows: [],
    indexed: [],
    matched: [],
  },
};

test("an upload has one line with its name and the milliseconds of each step that was seen", () => {
  expect(uploadLines(report, PLAIN)).toEqual([
    "nora-lind.jpg            REGISTERED          nora lind (1 face)                 put 2  wait 1  handler 62 (recognise 40) ms",
  ]);
});

test("faces that were left out are counted", () => {
  const [line] = uploadLines({ ...report, picture: { ...picture, other_faces: 2 }, steps: undefined }, PLAIN);
  expect(line).toBe("nora-lind.jpg            REGISTERED          nora lind (1 face, 2 more not registered)");
});

test("a picture without a row says why", () => {
  const none: Picture = { ...picture, status: "NO_FACE", reason: "No face was found in the picture.", face_ids: [] };
  const [line] = uploadLines({ ...report, picture: none, rows: [] }, PLAIN);
  expect(line).toMatch(/^nora-lind\.jpg +NO_FACE +No face was found in the picture\. +put 2 /);
});

test("an attempt that failed says whether it is retried, and shows the error below", () => {
  const error = { type: "TypeError", message: "x is undefined", stack: [], logged: [], willRetry: true };
  const failed = (willRetry: boolean): string[] =>
    uploadLines({ ...report, steps: report.steps && { ...report.steps, error: { ...error, willRetry } } }, PLAIN);
  expect(failed(true)[0]).toMatch(/^nora-lind\.jpg +RETRYING +attempt 1: TypeError +put 2 /);
  expect(failed(true)[1]).toContain("TypeError: x is undefined");
  expect(failed(false)[0]).toMatch(/^nora-lind\.jpg +FAILED +attempt 1: TypeError/);
});

test("a key cannot move the cursor", () => {
  const [line] = uploadLines({ ...report, key: "a\u001b[2J.jpg", rows: [] }, PLAIN);
  expect(line).toMatch(/^a\\x1b\[2J\.jpg +REGISTERED/);
});
