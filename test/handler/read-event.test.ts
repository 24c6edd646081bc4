import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { type PictureEvent, readRecord, readRecords, UnreadableEventError } from "../../handler/read-event.ts";

const bucket = "employee-pictures-000000000000-us-east-1";

async function fixture(name: string): Promise<readonly unknown[]> {
  const url = new URL(`../../fixtures/events/${name}.json`, import.meta.url);
  return readRecords(JSON.parse(await readFile(url, "utf8")));
}

async function only(name: string): Promise<PictureEvent> {
  const [record] = await fixture(name);
  return readRecord(record);
}

test("reads a put with its version, its etag and its padded sequencer", async () => {
  expect(await only("put")).toEqual({
    kind: "created",
    picture: `${bucket}/ada-lovelace.jpg`,
    bucket,
    key: "ada-lovelace.jpg",
    version: "3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrHY",
    etag: "d41d8cd98f00b204e9800998ecf8427e",
    sequencer: "0055AED6DCD90281E500000000000000",
  });
});

test("decodes spaces, pluses, percent signs and UTF-8 in a key", async () => {
  expect(await only("put-encoded-key")).toMatchObject({ key: "staff/Zoë Ann-Müller + 100%&.jpg" });
});

test("reads every other way of creating an object", async () => {
  expect(await only("complete-multipart-upload")).toMatchObject({
    kind: "created",
    etag: "9b2cf535f27731c974343645a3985328-3",
  });
  const records = await fixture("two-records");
  expect(records.map(readRecord)).toMatchObject([
    { kind: "created", key: "ada-lovelace.jpg", version: "v1" },
    { kind: "created", key: "alan-turing.jpg", version: "v2" },
  ]);
});

test("has no version where the bucket keeps none", async () => {
  expect(await only("put-without-version")).toMatchObject({ kind: "created", version: undefined });
});

test("tells the removal of a picture from the removal of one version", async () => {
  expect(await only("delete-marker")).toMatchObject({ kind: "removed", scope: "picture" });
  expect(await only("delete-version")).toMatchObject({
    kind: "removed",
    scope: "version",
    version: "3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrHY",
  });
  expect(await only("delete-without-version")).toMatchObject({ kind: "removed", scope: "picture" });
});

test.each([
  [{ eventSource: "aws:sqs" }, "eventSource"],
  [{ eventName: "ReducedRedundancyLostObject" }, "eventName"],
  [{ s3: { bucket: { name: bucket }, object: { key: "jane-doe.jpg" } } }, "s3.object.sequencer is missing"],
  [{ s3: { bucket: { name: bucket }, object: { key: "jane-doe.jpg", sequencer: "no hex" } } }, "s3.object.sequencer"],
  [{ s3: { bucket: { name: bucket }, object: { key: "jane%ZZdoe.jpg", sequencer: "01" } } }, "s3.object.key"],
])("refuses a record with %o, saying where and no name", (change, where) => {
  const record = {
    eventSource: "aws:s3",
    eventName: "ObjectCreated:Put",
    s3: { bucket: { name: bucket }, object: { key: "jane-doe.jpg", sequencer: "01" } },
    ...change,
  };
  expect(() => readRecord(record)).toThrow(UnreadableEventError);
  expect(() => readRecord(record)).toThrow(where);
  expect(() => readRecord(record)).not.toThrow(/jane|doe/);
});

test("refuses what has no records, such as the test event of a new notification", () => {
  expect(() => readRecords({ Service: "Amazon S3", Event: "s3:TestEvent" })).toThrow("Records is missing");
  expect(() => readRecords(undefined)).toThrow(UnreadableEventError);
});
