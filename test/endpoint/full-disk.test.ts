import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { S3 } from "@aws-sdk/client-s3";
import { SQS } from "@aws-sdk/client-sqs";
import { type TestContext, expect, test } from "vitest";
import { startTestEndpoint } from "../support/endpoint.ts";
import { sharedFolder } from "../support/shared-folder.ts";
import { tableOf } from "./services/dynamodb/start-dynamodb.ts";
import { Functions, makeRole } from "./services/lambda/support.ts";

const shared = sharedFolder();

/** A small file system of its own in memory; where none can be mounted, the test says so and does not run. */
function mountSmallDisk(context: TestContext, megabytes: number): { folder: string; unmount(): void } {
  const folder = mkdtempSync(join(tmpdir(), "full-disk-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder], {
    encoding: "utf8",
  });
  if (mounted.status !== 0) {
    rmSync(folder, { recursive: true });
    context.skip(`a full disk needs root, to mount a small one: ${mounted.stderr || String(mounted.error)}`);
  }
  return {
    folder,
    unmount() {
      spawnSync("umount", ["--lazy", folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Takes all room of the disk; the result gives it back. */
function fill(folder: string): () => void {
  const file = join(folder, "ballast");
  const ballast = openSync(file, "w");
  for (const size of [1 << 20, 1 << 12, 1]) while (hasRoomFor(ballast, size));
  closeSync(ballast);
  return () => rmSync(file);
}

function hasRoomFor(file: number, bytes: number): boolean {
  try {
    return writeSync(file, Buffer.alloc(bytes)) === bytes;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOSPC") return false;
    throw error;
  }
}

const FULL = {
  name: "InsufficientStorage",
  message: expect.stringMatching(
    /^The disk of the state folder is full: .* Free some space, and send it again\.$/,
  ) as string,
  $metadata: { httpStatusCode: 507 },
};

test("a full disk is answered as such, loses nothing, and all goes on once there is room", async (context) => {
  const disk = mountSmallDisk(context, 16);
  const state = join(disk.folder, "state");
  const mark = join(shared, "mark");
  const endpoint = await startTestEndpoint({ state: { folder: state } });
  const notices: string[] = [];
  endpoint.bus.on("notice", ({ message }) => notices.push(message));
  // As a user has them: nothing is sent a second time by the SDK, however often it may try.
  const client = { ...endpoint.client, maxAttempts: 3 };
  const [s3, dynamodb, sqs] = [new S3({ ...client, forcePathStyle: true }), new DynamoDB(client), new SQS(client)];
  const functions = new Functions(endpoint.client, await makeRole(endpoint.client, "full-disk-role"));
  let free = (): void => undefined;
  try {
    const Bucket = "small-disk";
    await s3.createBucket({ Bucket });
    await dynamodb.createTable(tableOf("rows"));
    await expect
      .poll(async () => (await dynamodb.describeTable({ TableName: "rows" })).Table?.TableStatus)
      .toBe("ACTIVE");
    const { QueueUrl } = await sqs.createQueue({ QueueName: "letters" });
    await functions.create(
      "patient",
      `import { existsSync } from "node:fs";
       export const handler = async ({ mark }) => {
         while (!existsSync(mark)) await new Promise((resolve) => setTimeout(resolve, 10));
       };`,
      { Timeout: 30 },
    );
    await s3.putObject({ Bucket, Key: "before", Body: "acknowledged" });
    await dynamodb.putItem({ TableName: "rows", Item: { pk: { S: "before" } } });
    const ended: string[] = [];
    endpoint.bus.on("finished", ({ functionName }) => ended.push(functionName));
    const begun = new Promise((resolve) => endpoint.bus.on("invoked", resolve));
    await functions.invoke("patient", { mark }, { InvocationType: "Event" });
    await begun;

    const crumb = join(disk.folder, "crumb");
    writeFileSync(crumb, Buffer.alloc(128 << 10));
    free = fill(disk.folder);
    const large = "x".repeat(300_000);
    await expect(s3.putObject({ Bucket, Key: "too-much", Body: Buffer.alloc(3 << 20) })).rejects.toMatchObject(FULL);
    // The system takes what there is room for, and says only with the next bytes why it took no more.
    rmSync(crumb);
    await expect(s3.putObject({ Bucket, Key: "in-part", Body: Buffer.alloc(600 << 10) })).rejects.toMatchObject(FULL);
    const writes = await Promise.allSettled([
      ...Array.from({ length: 8 }, (_, n) =>
        dynamodb.putItem({ TableName: "rows", Item: { pk: { S: `n${n}` }, large: { S: large } } }),
      ),
      sqs.sendMessage({ QueueUrl, MessageBody: large.slice(0, 200_000) }),
    ]);
    const refused = writes.flatMap((write) => (write.status === "rejected" ? [write.reason as unknown] : []));
    expect(refused.length).toBeGreaterThan(5);
    for (const reason of refused) expect(reason).toMatchObject(FULL);
    // A handler that ends now has an end that cannot be noted.
    writeFileSync(mark, "");
    await expect.poll(() => ended, { timeout: 10_000 }).toContain("patient");

    const { Body } = await s3.getObject({ Bucket, Key: "before" });
    expect(await Body?.transformToString()).toBe("acknowledged");
    free();
    free = () => undefined;

    await s3.putObject({ Bucket, Key: "after", Body: Buffer.alloc(1 << 20) });
    await dynamodb.putItem({ TableName: "rows", Item: { pk: { S: "after" } } });
    await sqs.sendMessage({ QueueUrl, MessageBody: "after" });
    const { Contents = [] } = await s3.listObjectsV2({ Bucket });
    expect(Contents.map(({ Key }) => Key)).toEqual(["after", "before"]);
    const { Count = 0 } = await dynamodb.scan({ TableName: "rows", Select: "COUNT" });
    expect(Count).toBe(2 + writes.slice(0, 8).filter(({ status }) => status === "fulfilled").length);
    const files = readdirSync(join(state, "objects"), { recursive: true, withFileTypes: true });
    expect(files.filter((file) => file.isFile())).toHaveLength(2);
    await expect.poll(() => endpoint.state.sql("SELECT id FROM event").all(), { timeout: 15_000 }).toEqual([]);
    expect(notices.filter((notice) => /internal error/i.test(notice))).toEqual([]);
    expect(notices.filter((notice) => notice.startsWith("The disk of the state folder is full"))).toHaveLength(1);
  } finally {
    free();
    await endpoint.stop();
    disk.unmount();
  }
});
