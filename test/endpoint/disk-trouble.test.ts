import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { diskTroubleOf } from "../../dev/endpoint/state/disk-trouble.ts";
import { clientConfig } from "../support/endpoint.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const SCRIPT = fileURLToPath(new URL("serve-limited.ts", import.meta.url));
const Bucket = "limited";

const folder = temporaryFolder();
let child: ChildProcess | undefined;

afterEach(async () => {
  if (child?.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
});

/** S3 in a process that the shell has given limits; `trap` is inherited, as from a program that ignores the signal. */
async function serve(name: string, limits: string): Promise<{ s3: S3Client; told: Record<string, string>[] }> {
  const told: Record<string, string>[] = [];
  const started = spawn("/bin/sh", ["-c", `${limits}; exec "$0" "$@"`, process.execPath, SCRIPT, join(folder, name)], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  child = started;
  started.on("message", (message: Record<string, string>) => told.push(message));
  await expect.poll(() => told[0]?.["url"], { timeout: 20_000 }).toBeDefined();
  const s3 = new S3Client(clientConfig(told[0]?.["url"] ?? ""));
  await s3.send(new CreateBucketCommand({ Bucket }));
  return { s3, told };
}

const put = (s3: S3Client, Key: string, bytes: number) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.alloc(bytes) }));

const noticesOf = (told: readonly Record<string, string>[]) => told.flatMap(({ notice }) => notice ?? []);

test("a file that may not grow is said to be one, and nothing else is lost", async () => {
  const { s3, told } = await serve("files", "trap '' XFSZ; ulimit -f 4096");
  await put(s3, "kept", 100);
  await expect(put(s3, "large", 8 << 20)).rejects.toMatchObject({
    name: "InsufficientStorage",
    message: expect.stringMatching(/may not grow any more \(EFBIG.*ulimit -f/) as string,
    $metadata: { httpStatusCode: 507 },
  });
  const failure: unknown = await (async () => {
    for (let at = 0; at < 5000; at++) await put(s3, `small-${at}-${"x".repeat(900)}`, 1);
    return undefined;
  })().catch((error: unknown) => error);
  expect(failure).toMatchObject({
    name: "StorageFailure",
    message: expect.stringMatching(/fails to read or write the state folder \(disk I\/O error\).*ulimit -f/) as string,
    $metadata: { httpStatusCode: 507 },
  });
  expect(noticesOf(told).filter((notice) => notice.includes("Internal error"))).toEqual([]);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: "kept" }));
  expect((await Body?.transformToByteArray())?.length).toBe(100);
});

test("too few file descriptors are said to be that, and may be sent again", async () => {
  const { s3, told } = await serve("descriptors", "ulimit -n 256");
  await put(s3, "large", 1 << 20);
  child?.send("exhaust");
  await expect.poll(() => told.some(({ exhausted }) => exhausted === "EMFILE")).toBe(true);
  await expect(s3.send(new GetObjectCommand({ Bucket, Key: "large" }))).rejects.toMatchObject({
    name: "ServiceUnavailable",
    message: expect.stringMatching(/may open no more files \(EMFILE.*ulimit -n/) as string,
    $metadata: { httpStatusCode: 503 },
  });
  expect(noticesOf(told)).toEqual([expect.stringContaining("may open no more files")]);
});

test.each([
  [{ code: "EIO" }, "StorageFailure", /fails to read or write/],
  [{ code: "EROFS" }, "StorageFailure", /cannot be written any more/],
  [{ code: "EACCES" }, "StorageFailure", /cannot be written any more/],
  [{ errcode: 778 }, "StorageFailure", /fails to read or write/],
  [{ errcode: 1032 }, "StorageFailure", /cannot be written any more/],
  [{ errcode: 11 }, "StorageFailure", /is damaged/],
  [{ errcode: 13 }, "InsufficientStorage", /is full/],
  [{ code: "ENFILE" }, "ServiceUnavailable", /may open no more files/],
])("%o is told as what it is, also as a cause", (members, code, message) => {
  const error = Object.assign(new Error("what the system says"), members);
  for (const thrown of [error, new Error("later", { cause: error })]) {
    expect(diskTroubleOf(thrown)).toMatchObject({ code, message: expect.stringMatching(message) as string });
  }
  expect(diskTroubleOf(new Error("what the system says"))).toBeUndefined();
});
