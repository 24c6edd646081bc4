import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync, truncateSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test, vi } from "vitest";
import { EventQueue } from "../../../../dev/endpoint/exchange/event-queue.ts";
import { objectFiles, queueEvents, startS3 } from "../../../support/s3.ts";
import { uncheckedSignature } from "../../../support/unchecked-signature.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const MB = 1 << 20;
const Bucket = "kept";

const folder = temporaryFolder();

test.each(["process", "disk"] as const)("a stop and a start keep everything (%s)", async (durability) => {
  const state = { folder: join(folder, durability), durability };
  const first = await startS3(state);
  await first.s3.send(new CreateBucketCommand({ Bucket }));
  await first.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  await queueEvents(first.s3, Bucket, "s3:ObjectCreated:*");
  const written = await first.s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "1", Metadata: { m: "v" } }));
  await first.s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "2" }));
  await first.stop();

  const second = await startS3(state);
  const old = await second.s3.send(new GetObjectCommand({ Bucket, Key: "a", VersionId: written.VersionId }));
  expect(await old.Body?.transformToString()).toBe("1");
  expect(old.Metadata).toEqual({ m: "v" });
  expect((await second.s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe("Enabled");
  const notification = await second.s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  expect(notification.LambdaFunctionConfigurations).toHaveLength(1);
  expect((await second.s3.send(new ListObjectVersionsCommand({ Bucket }))).Versions).toHaveLength(2);

  await second.s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "3" }));
  const sequencers = new EventQueue(second.state)
    .list(10)
    .map((event) => String(JSON.parse(event.body).Records[0].s3.object.sequencer));
  expect(sequencers).toHaveLength(3);
  expect(sequencers).toEqual(sequencers.toSorted((a, b) => (a < b ? -1 : 1)));
  await second.stop();
});

test("files without a row are gone after a start, the others are not", async () => {
  const state = { folder: join(folder, "orphans") };
  const first = await startS3(state);
  await first.s3.send(new CreateBucketCommand({ Bucket }));
  await first.s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "kept" }));
  await first.stop();
  const [kept] = objectFiles(state.folder);
  const orphan = join(state.folder, "objects", "ab", `ab${"0".repeat(30)}`);
  mkdirSync(join(orphan, ".."), { recursive: true });
  writeFileSync(orphan, "half an upl");

  const second = await startS3(state);
  expect(existsSync(orphan)).toBe(false);
  await expect.poll(() => objectFiles(state.folder)).toEqual([kept]);
  const got = await second.s3.send(new GetObjectCommand({ Bucket, Key: "a" }));
  expect(await got.Body?.transformToString()).toBe("kept");
  await second.stop();
});

test("a client that resets in the middle leaves nothing", async () => {
  const endpoint = await startS3();
  await endpoint.s3.send(new CreateBucketCommand({ Bucket }));
  const { hostname, port } = new URL(endpoint.url);
  const socket = connect(Number(port), hostname);
  const headers = { host: hostname, "content-length": String(8 * MB), ...uncheckedSignature("s3") };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`PUT /${Bucket}/half HTTP/1.1\r\n${lines.join("")}\r\n`);
  socket.write(Buffer.alloc(4 * MB));
  await vi.waitFor(() => expect(objectFiles(endpoint.state.folder)).toHaveLength(1));
  socket.resetAndDestroy();
  await vi.waitFor(() => expect(objectFiles(endpoint.state.folder)).toHaveLength(0));
  await expect(endpoint.s3.send(new GetObjectCommand({ Bucket, Key: "half" }))).rejects.toMatchObject({
    name: "NoSuchKey",
  });
  await endpoint.stop();
});

test("an object may be replaced and removed while it is read", async () => {
  const endpoint = await startS3();
  await endpoint.s3.send(new CreateBucketCommand({ Bucket }));
  const body = randomBytes(8 * MB);
  await endpoint.s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: body }));
  const got = await endpoint.s3.send(new GetObjectCommand({ Bucket, Key: "a" }));
  await endpoint.s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "new" }));
  const read = Buffer.from((await got.Body?.transformToByteArray()) ?? []);
  expect(read.equals(body)).toBe(true);
  await endpoint.s3.send(new PutObjectCommand({ Bucket, Key: "raced", Body: "r" }));
  const seen = await Promise.all(
    Array.from({ length: 40 }, async (_, at) => {
      if (at % 2 === 0) {
        await endpoint.s3.send(new PutObjectCommand({ Bucket, Key: "raced", Body: "r".repeat(at + 1) }));
        return "r";
      }
      const output = await endpoint.s3.send(new GetObjectCommand({ Bucket, Key: "raced" }));
      return output.Body?.transformToString();
    }),
  );
  for (const text of seen) expect(text).toMatch(/^r+$/);
  await expect.poll(() => objectFiles(endpoint.state.folder)).toHaveLength(2);
  await endpoint.stop();
});

test("memory does not follow the size of an object, up or down", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const endpoint = await startS3();
  await endpoint.s3.send(new CreateBucketCommand({ Bucket }));
  const total = 48;
  const part = randomBytes(MB / 4);
  let most = 0;
  const measure = () => {
    collect();
    most = Math.max(most, process.memoryUsage().arrayBuffers);
  };
  measure();
  const before = most;
  const hash = createHash("md5");
  async function* produce() {
    for (let at = 0; at < total * 4; at++) {
      if (at % 16 === 0) measure();
      hash.update(part);
      yield part;
    }
  }
  await endpoint.s3.send(
    new PutObjectCommand({
      Bucket,
      Key: "big",
      Body: Readable.from(produce(), { objectMode: false }),
      ContentLength: total * MB,
    }),
  );
  const got = await endpoint.s3.send(new GetObjectCommand({ Bucket, Key: "big" }));
  const read = createHash("md5");
  let size = 0;
  for await (const chunk of got.Body as Readable) {
    const bytes = chunk as Buffer;
    if (Math.floor(size / (4 * MB)) !== Math.floor((size + bytes.length) / (4 * MB))) measure();
    read.update(bytes);
    size += bytes.length;
  }
  expect(size).toBe(total * MB);
  expect(read.digest("hex")).toBe(hash.digest("hex"));
  expect(most - before).toBeLessThan(16 * MB);
  await endpoint.stop();
});

test("a body that was cut or has grown on the disk is damaged, not an error of ours", async () => {
  const endpoint = await startS3();
  await endpoint.s3.send(new CreateBucketCommand({ Bucket }));
  const notices: string[] = [];
  endpoint.bus.on("notice", ({ message }) => notices.push(message));
  for (const [Key, size] of [
    ["small", 1000],
    ["large", 1 << 20],
  ] as const) {
    const before = new Set(objectFiles(endpoint.state.folder));
    await endpoint.s3.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.alloc(size) }));
    const file = objectFiles(endpoint.state.folder).find((each) => !before.has(each)) ?? "";
    for (const length of [size - 1, 0, size + 1]) {
      truncateSync(file, length);
      const damaged = { name: "ObjectDamaged", $metadata: { httpStatusCode: 409 } };
      await expect(endpoint.s3.send(new GetObjectCommand({ Bucket, Key }))).rejects.toMatchObject(damaged);
      await expect(endpoint.s3.send(new GetObjectCommand({ Bucket, Key, Range: "bytes=0-9" }))).rejects.toMatchObject(
        damaged,
      );
      const copy = new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/${Key}` });
      await expect(endpoint.s3.send(copy)).rejects.toMatchObject(damaged);
    }
  }
  expect(notices).toEqual([]);
  await endpoint.stop();
});

test("where one of several removals fails for good, the others are told of and leave no file", async () => {
  const state = { folder: join(folder, "half-removed") };
  const endpoint = await startS3(state);
  const { s3, bus, state: kept } = endpoint;
  await s3.send(new CreateBucketCommand({ Bucket }));
  await queueEvents(s3, Bucket, "s3:ObjectRemoved:*");
  for (const Key of ["a", "b", "c"]) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  const told: string[] = [];
  bus.on("notified", ({ key }) => told.push(key));
  await kept.write(() =>
    kept
      .sql("CREATE TRIGGER broken BEFORE DELETE ON s3_object WHEN OLD.key = X'61' BEGIN SELECT RAISE(ABORT, 'no'); END")
      .run(),
  );

  const Objects = ["a", "b", "c"].map((Key) => ({ Key }));
  await expect(s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 500 },
  });

  await expect.poll(() => objectFiles(state.folder)).toHaveLength(1);
  expect(told).toEqual(["b", "c"]);
  await endpoint.stop();
});
