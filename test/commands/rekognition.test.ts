import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { DetectFacesCommand, RekognitionClient } from "@aws-sdk/client-rekognition";
import { expect, test } from "vitest";
import { PROJECT } from "../../dev/config/project.ts";
import { pictures } from "../../fixtures/pictures.ts";
import { fixturePicture } from "../rekognition/fixture-picture.ts";
import { clientConfig } from "../support/endpoint.ts";
import { createTestBucket, startS3 } from "../support/s3.ts";

test("Rekognition alone finds the face of a picture in another S3, and ends at SIGTERM", async () => {
  const emulator = await startS3();
  const Bucket = await createTestBucket(emulator.s3);
  const [portrait] = pictures;
  await emulator.s3.send(new PutObjectCommand({ Bucket, Key: "a.jpg", Body: fixturePicture(portrait?.file ?? "") }));
  const args = ["rekognition", "--port", "0", "--ephemeral", "--s3-endpoint", emulator.url, "--json"];
  const child = spawn(process.execPath, [join(PROJECT, "dev/cli.mjs"), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  const { ready } = JSON.parse(line) as { ready: { endpoint: string; mode: string } };
  expect(ready.mode).toBe("local");

  const rekognition = new RekognitionClient(clientConfig(ready.endpoint));
  const detect = (Name: string) => rekognition.send(new DetectFacesCommand({ Image: { S3Object: { Bucket, Name } } }));
  expect((await detect("a.jpg")).FaceDetails).toHaveLength(1);
  await expect(detect("missing.jpg")).rejects.toThrow("Unable to get object metadata from S3");

  child.kill("SIGTERM");
  expect(await exited).toEqual([0, null]);
  await emulator.stop();
});
