import { PutBucketNotificationConfigurationCommand } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { externalImageId } from "../../handler/external-image-id.ts";
import { pictureFateLines } from "../../dev/output/picture-fate-lines.ts";
import { PLAIN } from "../../dev/output/style.ts";
import { peekFailedEvents } from "../../dev/pipeline/failed-events.ts";
import { pictureId } from "../../dev/pipeline/failed-records.ts";
import { type TestEnvironment, start } from "../../dev/testing/testing.ts";
import { type AwaitedPictures, type PictureFate, awaitPictures } from "../../dev/watch/awaited-pictures.ts";

// What is told of pictures that get no status, seen from outside alone, as on an engine that is not ours.

const PICTURES = "fixtures/pictures";
const told: PictureFate[] = [];
const failures: unknown[] = [];
let env: TestEnvironment;
let awaited: AwaitedPictures;

beforeAll(async () => {
  env = await start();
  const looked = (error: unknown): void => void (error === undefined || failures.push(error));
  awaited = await awaitPictures(env.connection, env.resources, { told: (fate) => told.push(fate), looked }, TIMES);
});
afterAll(async () => {
  awaited?.stop();
  await env?.stop();
});

const TIMES = { usual: 500, silent: 4_000 };

test("a picture whose event is given up is told once an attempt, and at last, whoever put it", async () => {
  const undo = await env.faults.add({ service: "rekognition", operation: "IndexFaces", kind: "access-denied" });
  await env.upload(`${PICTURES}/nora-lind.jpg`, "staff/nora lind.jpg");
  await expect.poll(() => told, { timeout: 60_000 }).toContainEqual(expect.objectContaining({ is: "failed" }));
  await undo();
  const common = { key: "staff/nora lind.jpg", error: expect.objectContaining({ name: "AccessDeniedException" }) };
  expect(told.at(-1)).toEqual({ ...common, is: "failed", attempts: 3, isExplained: true });
  expect(told.filter(({ is }) => is !== "failed").every(({ is, key }) => is === "retrying" && key === common.key)).toBe(
    true,
  );
  expect(told.flatMap((fate) => pictureFateLines(fate, PLAIN)).join("\n")).toMatch(
    /^staff\/nora lind\.jpg +RETRYING +attempt \d: AccessDeniedException\n {4}AccessDeniedException: [^]*FAILED +3 attempts: AccessDeniedException\. To send its event again: npx doppelface redrive$/,
  );
  // The queue has kept it.
  const sqs = new SQSClient(env.connection);
  expect(await peekFailedEvents(sqs, env.resources.queue)).toMatchObject([
    { object: { key: common.key }, attempts: 3 },
  ]);
  sqs.destroy();
});

test("a picture whose function is never reached is told of once", async () => {
  told.length = 0;
  await env.clients.s3.send(
    new PutBucketNotificationConfigurationCommand({ Bucket: env.resources.bucket, NotificationConfiguration: {} }),
  );
  awaited.add(await env.upload(`${PICTURES}/ben-okada.jpg`));
  await expect.poll(() => told, { timeout: 20_000 }).toHaveLength(1);
  expect(told).toEqual([{ key: "ben-okada.jpg", is: "waiting", seconds: expect.any(Number) }]);
  expect(pictureFateLines(told[0] as PictureFate, PLAIN)).toEqual([
    expect.stringMatching(
      /^ben-okada\.jpg +WAITING +no status for \d+ s\. `npx doppelface logs` has what its function says$/,
    ),
  ]);
  expect(failures).toEqual([]);
});

test("log lines name a picture by the id that the handler gives it", () => {
  expect(pictureId("b", "k", "v")).toBe(externalImageId("b", "k", "v"));
  expect(pictureId("b", "k", "null")).toBe(externalImageId("b", "k", undefined));
});
