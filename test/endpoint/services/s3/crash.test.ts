import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { EventQueue } from "../../../../dev/endpoint/exchange/event-queue.ts";
import { clientConfig } from "../../../support/endpoint.ts";
import { objectFiles, queueEvents, startS3 } from "../../../support/s3.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const Bucket = "crashed";

const folder = temporaryFolder();

const bodyOf = (key: string): string => `${key} `.repeat(20_000);

test("a killed process has lost nothing that it acknowledged, and keeps nothing that it did not", async () => {
  const state = { folder: join(folder, "killed") };
  const child = fork(fileURLToPath(new URL("serve-folder.ts", import.meta.url)), [state.folder]);
  const exited = once(child, "exit");
  const [url] = (await once(child, "message")) as [string];
  const s3 = new S3Client(clientConfig(url));
  await s3.send(new CreateBucketCommand({ Bucket }));
  await queueEvents(s3, Bucket, "s3:ObjectCreated:*");
  const acknowledged: string[] = [];
  await Promise.all(
    Array.from({ length: 8 }, async (_, writer) => {
      try {
        for (let at = 0; ; at++) {
          const key = `${writer}/${at}`;
          await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: bodyOf(key) }));
          acknowledged.push(key);
          if (acknowledged.length === 60) child.kill("SIGKILL");
        }
      } catch {
        // The connection ended with the process.
      }
    }),
  );
  await exited;
  expect(acknowledged.length).toBeGreaterThanOrEqual(60);

  const endpoint = await startS3(state);
  const listed = await endpoint.s3.send(new ListObjectsV2Command({ Bucket }));
  const keys = (listed.Contents ?? []).map(({ Key }) => Key ?? "");
  expect(keys).toEqual(expect.arrayContaining(acknowledged));
  for (const key of keys) {
    const got = await endpoint.s3.send(new GetObjectCommand({ Bucket, Key: key }));
    expect(await got.Body?.transformToString()).toBe(bodyOf(key));
  }
  const events = new EventQueue(endpoint.state).list(1000);
  const heard = events.map((event) => String(JSON.parse(event.body).Records[0].s3.object.key));
  expect(new Set(heard)).toEqual(new Set(keys));
  expect(heard).toHaveLength(keys.length);
  await expect.poll(() => objectFiles(state.folder)).toHaveLength(keys.length);
  await endpoint.stop();
});

test("after a power loss a damaged object is not served", async () => {
  const state = { folder: join(folder, "power") };
  const first = await startS3(state);
  await first.s3.send(new CreateBucketCommand({ Bucket }));
  const bodies = { whole: "a", shorter: "bb", changed: "ccc" };
  for (const [Key, Body] of Object.entries(bodies)) {
    await first.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  }
  await first.stop();
  const fileOf = (body: string) => objectFiles(state.folder).find((file) => readFileSync(file, "utf8") === body) ?? "";
  truncateSync(fileOf(bodies.shorter), 1);
  writeFileSync(fileOf(bodies.changed), "CCC");
  const database = new DatabaseSync(join(state.folder, "state.sqlite"));
  database.exec("UPDATE state_session SET boot = 'an earlier one', closed = 0");
  database.close();

  const second = await startS3(state);
  const read = async (Key: string) => {
    const got = await second.s3.send(new GetObjectCommand({ Bucket, Key }));
    return got.Body?.transformToString();
  };
  expect(await read("whole")).toBe("a");
  for (const key of ["shorter", "changed"]) {
    await expect(read(key)).rejects.toMatchObject({ name: "ObjectDamaged", $metadata: { httpStatusCode: 409 } });
  }
  await second.s3.send(new PutObjectCommand({ Bucket, Key: "changed", Body: "new" }));
  expect(await read("changed")).toBe("new");
  await second.stop();
});
