import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OtherEmulator, startMinistack } from "./other-emulators.ts";
import type { Pipeline } from "../../dev/testing/pipeline.ts";
import { start } from "../../dev/testing/testing.ts";
import { useDeployedStack } from "./deployed-stack.ts";
import { startRekognitionBeside } from "./localstack/rekognition-container.ts";
import { startLocalstack } from "./localstack/start-localstack.ts";

// From an upload to the row, the same on every engine that run.ts has found.
const RUN = new Set(["embedded", "container", "localstack", "ministack", "aws"]);
const engines = (process.env["DOPPELFACE_TEST_ENGINES"] ?? "embedded").split(",").filter((name) => RUN.has(name));

const PICTURES = "fixtures/pictures";

describe.each(engines)("uploads on %s", (engine) => {
  let environment: Pipeline & { stop(): Promise<void> };
  let emulator: OtherEmulator | undefined;
  beforeAll(async () => {
    emulator = await emulatorOf(engine);
    environment = await pipelineOn(engine, emulator);
  });
  afterAll(async () => {
    await environment?.stop();
    await emulator?.[Symbol.asyncDispose]();
  });

  test("a portrait becomes a row with its name, and another picture of the person is recognised", async () => {
    const row = await environment.waitForRow(await environment.upload(`${PICTURES}/nora-lind.jpg`));
    expect(row).toMatchObject({ first_name: "nora", last_name: "lind" });
    const people = await environment.who(await readFile(`${PICTURES}/smiling/nora-lind.jpg`));
    // Somebody may have registered the same person in a stack that is deployed.
    expect(people.map((person) => person.row.rekognition_id)).toContain(row.rekognition_id);
    // On AWS log lines come later than what the function has done.
    await expect.poll(() => environment.logLines("REPORT"), { timeout: 60_000 }).not.toHaveLength(0);
  });

  test("a key with folders, blanks and signs keeps its name", async () => {
    const bytes = await readFile(`${PICTURES}/ben-okada.jpg`);
    const upload = await environment.upload(bytes, "staff/2026 +new/ben-okada.jpg");
    expect(upload.key).toMatch(/staff\/2026 \+new\/ben-okada\.jpg$/);
    const row = await environment.waitForRow(upload);
    expect(row).toMatchObject({ first_name: "ben", last_name: "okada", picture: `${upload.bucket}/${upload.key}` });
  });

  test.each([
    ["landscape.jpg", "NO_FACE"],
    ["shopping-list.jpg", "UNSUPPORTED_FORMAT"],
  ])("%s registers nobody: %s", async (file, status) => {
    const picture = await environment.waitForPicture(await environment.upload(`${PICTURES}/${file}`));
    expect(picture).toMatchObject({ status, face_ids: [] });
  });

  test("a picture that is replaced has the new face alone, and one that is deleted has none", async () => {
    const key = "greta-holm.jpg";
    const first = await environment.waitForRow(await environment.upload(`${PICTURES}/${key}`));
    const replaced = await environment.upload(await readFile(`${PICTURES}/otto-park.jpg`), key);
    const second = await environment.waitForRow(replaced);
    expect(second.rekognition_id).not.toBe(first.rekognition_id);
    const rows = await environment.rows();
    expect(rows.filter(({ picture }) => picture === `${replaced.bucket}/${replaced.key}`)).toEqual([second]);

    await environment.clients.s3.send(new DeleteObjectCommand({ Bucket: replaced.bucket, Key: replaced.key }));
    await expect
      .poll(async () => (await environment.rows()).some(({ picture }) => picture === second.picture), {
        timeout: 20_000,
      })
      .toBe(false);
  });

  test("ten pictures at once all become rows", async () => {
    const bytes = await readFile(`${PICTURES}/silas-frost.jpg`);
    const uploads = Array.from({ length: 10 }, (_, at) => environment.upload(bytes, `burst/${at}-silas-frost.jpg`));
    const rows = await Promise.all((await Promise.all(uploads)).map((upload) => environment.waitForRow(upload)));
    expect(new Set(rows.map(({ rekognition_id: id }) => id)).size).toBe(10);
  });
});

async function emulatorOf(engine: string): Promise<OtherEmulator | undefined> {
  if (engine === "ministack") return startMinistack();
  if (engine !== "localstack") return undefined;
  const localstack = await startLocalstack();
  const rekognition = await startRekognitionBeside(localstack);
  return {
    url: localstack.url,
    async [Symbol.asyncDispose]() {
      await rekognition.stop();
      await localstack[Symbol.asyncDispose]();
    },
  };
}

function pipelineOn(engine: string, emulator: OtherEmulator | undefined): ReturnType<typeof useDeployedStack> {
  if (engine === "aws") return useDeployedStack(process.env["DOPPELFACE_TEST_STACK"] ?? "");
  return start(
    emulator === undefined ? { engine: engine as "container" } : { engine: "localstack", endpoint: emulator.url },
  );
}
