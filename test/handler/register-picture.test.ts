import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { externalImageId } from "../../handler/external-image-id.ts";
import { fixtureBytes } from "./fixture-bytes.ts";
import { created, type HandlerRun, removed, startHandler, TRACE_ID, versionRemoved } from "./handler-run.ts";

const BUCKET = "employee-pictures-000000000000-us-east-1";
let run: HandlerRun;
let nora: Uint8Array;
let greta: Uint8Array;

beforeAll(async () => {
  run = await startHandler();
  [nora, greta] = await Promise.all([fixtureBytes("nora-lind.jpg"), fixtureBytes("greta-holm.jpg")]);
});

afterAll(() => run.stop());

test("an uploaded picture becomes a face, a row and an item", async () => {
  const put = await run.put("staff/nora-lind.jpg", nora);
  await run.handle(created(put, "0010"));

  const [face, ...otherFaces] = await run.faces(put);
  expect(otherFaces).toEqual([]);
  const picture = `${BUCKET}/staff/nora-lind.jpg`;
  const time: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(await run.rows(put.key)).toEqual([
    {
      rekognition_id: face?.FaceId,
      first_name: "nora",
      last_name: "lind",
      picture,
      bucket: BUCKET,
      key: put.key,
      version: put.version,
      etag: put.etag,
      box: {
        left: expect.closeTo(face?.BoundingBox?.Left ?? Number.NaN, 4),
        top: expect.closeTo(face?.BoundingBox?.Top ?? Number.NaN, 4),
        width: expect.closeTo(face?.BoundingBox?.Width ?? Number.NaN, 4),
        height: expect.closeTo(face?.BoundingBox?.Height ?? Number.NaN, 4),
      },
      confidence: expect.closeTo(face?.Confidence ?? Number.NaN, 2),
      model_version: face?.IndexFacesModelVersion,
      indexed_at: time,
    },
  ]);
  expect(await run.item(put.key)).toEqual({
    picture,
    status: "REGISTERED",
    reason: "One face was registered.",
    version: put.version,
    sequencer: "00100000000000000000000000000000",
    face_ids: [face?.FaceId],
    other_faces: 0,
    updated_at: time,
  });
});

test("a key with spaces, a plus, a percent sign and UTF-8 arrives as it is", async () => {
  const put = await run.put("staff/Zoë Ann-Müller + 100%.jpg", nora);
  await run.handle(created(put, "0010"));
  expect(await run.rows(put.key)).toMatchObject([{ first_name: "Zoë Ann", last_name: "Müller + 100%" }]);
});

test("a name without a hyphen is a first name, and the row has no last name", async () => {
  const put = await run.put("nora.jpg", nora);
  await run.handle(created(put, "0010"));
  const [row] = await run.rows(put.key);
  expect(row).toMatchObject({ first_name: "nora" });
  expect(row).not.toHaveProperty("last_name");
});

test("the same event again gives the same face and the same row", async () => {
  const put = await run.put("again-lind.jpg", nora);
  await run.handle(created(put, "0010"));
  const rows = await run.rows(put.key);
  await run.handle(created(put, "0010"), created(put, "0010"));
  await Promise.all([run.handle(created(put, "0010")), run.handle(created(put, "0010"))]);
  expect(await run.rows(put.key)).toEqual(rows);
  expect((await run.faces(put)).map((face) => face.FaceId)).toEqual([rows[0]?.["rekognition_id"]]);
});

test("of a group the largest face is registered, and the others are counted", async () => {
  const put = await run.put("lunch-group.jpg", await fixtureBytes("lunch-group.jpg"));
  await run.handle(created(put, "0010"));
  expect(await run.faces(put)).toHaveLength(1);
  expect(await run.rows(put.key)).toHaveLength(1);
  expect(await run.item(put.key)).toMatchObject({
    status: "REGISTERED",
    reason: "One face was registered; 2 were left out: not the largest face.",
    other_faces: 2,
  });
});

test.each([
  ["a landscape", "NO_FACE", /^No face was found in the picture\.$/, () => fixtureBytes("landscape.jpg")],
  ["text", "UNSUPPORTED_FORMAT", /not a JPEG or PNG/, () => fixtureBytes("shopping-list.jpg")],
  ["an empty file", "UNSUPPORTED_FORMAT", /^The file is empty/, () => Promise.resolve(new Uint8Array())],
  ["more than 15 MB", "TOO_LARGE", /15 MB/, () => Promise.resolve(Buffer.concat([nora], 15 * 1024 * 1024 + 1))],
  [
    "79 pixels",
    "FAILED",
    /^The picture has 79 × 79 pixels, and Rekognition takes none with a side under 80 pixels/,
    () => small(),
  ],
])("%s has the status %s and a reason", async (name, status, reason, bytes) => {
  const put = await run.put(`${name}.jpg`, await bytes());
  await run.handle(created(put, "0010"));
  expect(await run.item(put.key)).toMatchObject({
    status,
    reason: expect.stringMatching(reason) as unknown,
    face_ids: [],
  });
  expect(await run.rows(put.key)).toEqual([]);
});

test("a record that fails does not stop the others, and the event is retried", async () => {
  const [first, last] = [await run.put("first-record.jpg", nora), await run.put("last-record.jpg", greta)];
  const records = [created(first, "0010"), { s3: "nonsense" }, created(last, "0010")];
  await expect(run.handle(...records)).rejects.toThrow(
    "1 of the event's records failed: UnreadableEventError. The lines above say why.",
  );
  expect(await run.item(first.key)).toMatchObject({ status: "REGISTERED" });
  expect(await run.item(last.key)).toMatchObject({ status: "REGISTERED" });
});

test("a picture that is gone when its event comes is removed", async () => {
  const put = await run.put("gone-early.jpg", nora);
  await run.remove(put.key, put.version);
  await run.handle(created(put, "0010"));
  expect(await run.item(put.key)).toMatchObject({ status: "REMOVED", version: put.version, face_ids: [] });
});

test("the log lines carry the opaque id and the trace id, and neither key nor name", async () => {
  const put = await run.put("secret-person.jpg", nora);
  const from = run.lines.length;
  await run.handle(created(put, "0010"));
  await run.remove(put.key);
  await run.handle(removed(put.key, "marker", "0011"), versionRemoved(put, "0012"));
  await expect(run.handle(created({ ...put, version: "not a version" }, "0013"))).rejects.toThrow("failed");
  const lines = run.lines.slice(from);
  expect(lines.join("\n")).not.toMatch(/secret|person/i);
  const log = lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter((line) => "level" in line);
  expect(log[0]).toMatchObject({
    level: "INFO",
    message: "Picture is REGISTERED.",
    external_image_id: externalImageId(BUCKET, put.key, put.version),
    xray_trace_id: TRACE_ID,
    function_request_id: "8f507cfc-xmpl-4697-b07a-ac58fc914c95",
    faces: 1,
  });
  expect(log.every((line) => line["xray_trace_id"] === TRACE_ID && line["external_image_id"] !== undefined)).toBe(true);
  expect(log.at(-1)).toMatchObject({ level: "ERROR", error: { name: "InvalidS3ObjectException" } });
});

test("metrics are printed in the embedded format, for a failed invocation, too", async () => {
  const put = await run.put("counted-person.jpg", nora);
  const from = run.lines.length;
  await expect(run.handle(created(put, "0010"), {})).rejects.toThrow("failed");
  const metrics = run.lines
    .slice(from)
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .find((line) => "_aws" in line);
  expect(metrics).toMatchObject({ service: "rekognition", FacesIndexed: 1, RecordsFailed: 1 });
  expect(metrics?.["_aws"]).toMatchObject({ CloudWatchMetrics: [{ Namespace: "Doppelface" }] });
});

async function small(): Promise<Uint8Array> {
  return sharp(nora).resize(79, 79).jpeg().toBuffer();
}
