import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  ListObjectVersionsCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Inbox, watchInbox } from "../../dev/watch/inbox.ts";
import { startS3 } from "../support/s3.ts";

const folder = mkdtempSync(join(tmpdir(), "inbox-"));
const bucket = "inbox-bucket";
let endpoint: Awaited<ReturnType<typeof startS3>>;
let inbox: Inbox;
const failures: unknown[] = [];

beforeAll(async () => {
  endpoint = await startS3();
  await endpoint.s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await endpoint.s3.send(
    new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: "Enabled" } }),
  );
  writeFileSync(join(folder, "before.jpg"), "lay there");
  inbox = await open();
});
afterAll(async () => {
  await inbox.close();
  await endpoint.stop();
  rmSync(folder, { recursive: true, force: true });
});

function open(): Promise<Inbox> {
  return watchInbox(
    folder,
    { connection: endpoint.client, resources: { bucket } },
    { failed: (error) => failures.push(error) },
  );
}

async function keys(): Promise<string[]> {
  const { Contents = [] } = await endpoint.s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  return Contents.map(({ Key = "" }) => Key);
}

async function versions(key: string): Promise<number> {
  const { Versions = [] } = await endpoint.s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key }));
  return Versions.length;
}

async function untilThere(key: string): Promise<void> {
  await expect.poll(keys, { timeout: 10_000 }).toContain(key);
}

test("uploads what lay there, what is copied in, and subfolders as prefixes", async () => {
  copyFileSync(join(folder, "before.jpg"), join(folder, "copied.jpg"));
  mkdirSync(join(folder, "team", "north"), { recursive: true });
  writeFileSync(join(folder, "team", "north", "ada lovelace.jpg"), "in a folder");

  await untilThere("before.jpg");
  await untilThere("copied.jpg");
  await untilThere("team/north/ada lovelace.jpg");
});

test("a file that grows is uploaded once, when it is complete", async () => {
  const file = join(folder, "grows.jpg");
  for (let part = 0; part < 8; part++) {
    appendFileSync(file, "part ");
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  await untilThere("grows.jpg");

  const { Body } = await endpoint.s3.send(new GetObjectCommand({ Bucket: bucket, Key: "grows.jpg" }));
  expect(await Body?.transformToString()).toBe("part ".repeat(8));
  expect(await versions("grows.jpg")).toBe(1);
});

test("a changed file is uploaded again; hidden and unfinished ones are not", async () => {
  writeFileSync(join(folder, ".hidden.jpg"), "no");
  writeFileSync(join(folder, "half.jpg.part"), "no");
  writeFileSync(join(folder, "copied.jpg"), "another picture");

  await expect.poll(() => versions("copied.jpg"), { timeout: 10_000 }).toBe(2);
  expect(await keys()).not.toEqual(expect.arrayContaining([expect.stringMatching(/hidden|half/)]));
});

test("a second start uploads nothing again", async () => {
  await inbox.close();
  inbox = await open();
  writeFileSync(join(folder, "last.jpg"), "last");

  await untilThere("last.jpg");
  await inbox.close();
  expect(await Promise.all(["before.jpg", "grows.jpg", "copied.jpg"].map(versions))).toEqual([1, 1, 2]);
  expect(failures).toEqual([]);
});
