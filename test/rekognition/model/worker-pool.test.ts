import { execFile } from "node:child_process";
import { promisify } from "node:util";
import sharp from "sharp";
import { afterAll, expect, test } from "vitest";
import type { AnalysedPicture } from "../../../dev/rekognition/model/face-model.ts";
import { mostWorkers } from "../../../dev/rekognition/model/most-workers.ts";
import { WorkerPool } from "../../../dev/rekognition/model/worker-pool.ts";
import { photograph } from "./photographs.ts";

const WORKER = new URL("../../../dev/rekognition/model/worker.ts", import.meta.url);
const pool = new WorkerPool(WORKER, { idle: 50, most: 2 });
afterAll(() => pool.close());

const PORTRAIT = await sharp(photograph(6))
  .extract({ left: 1350, top: 200, width: 480, height: 360 })
  .jpeg({ quality: 90 })
  .toBuffer();

async function analyse(bytes: Uint8Array = PORTRAIT): Promise<AnalysedPicture | undefined> {
  const copy = new Uint8Array(bytes);
  return pool.ask((id) => ({ kind: "analyse", id, bytes: copy, options: { attributes: true } }), [copy.buffer]);
}

test("a second worker comes when pictures queue up and goes when there are none; both answer alike", async () => {
  const first = await analyse();
  expect(pool.size).toBe(1);

  const together = Array.from({ length: 12 }, () => analyse());
  expect(pool.size).toBe(2);
  const answers = await Promise.all(together);

  expect(first?.faces).toHaveLength(1);
  // Numbers of the nets included, to the last bit: two threads and two loads of the weights.
  for (const answer of answers) expect(answer).toEqual(first);
  await expect.poll(() => pool.size, { timeout: 5000 }).toBe(1);
  expect(await analyse()).toEqual(first);
});

test("as many workers come as the cores carry", async () => {
  expect([1, 2, 3, 4, 8, 64].map(mostWorkers)).toEqual([1, 2, 2, 3, 7, 8]);
  await using wide = new WorkerPool(WORKER, { most: 4 });

  const loads = Array.from({ length: 30 }, () => wide.ask((id) => ({ kind: "load", id })));

  expect(wide.size).toBe(4);
  await Promise.all(loads);
});

test("another process answers alike, in its main thread", async () => {
  const script = `
    import { analysePicture } from "./dev/rekognition/model/engine.ts";
    import { createSessions } from "./dev/rekognition/model/sessions.ts";
    const bytes = Buffer.from(process.argv[1], "base64");
    const picture = await analysePicture(await createSessions(), bytes, { attributes: true });
    process.stdout.write(JSON.stringify(picture));`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "-e", script, PORTRAIT.toString("base64")],
    { cwd: new URL("../../..", import.meta.url) },
  );

  expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(await analyse())));
});

test("a picture that fails does not disturb those beside it", async () => {
  const answers = await Promise.allSettled([
    ...Array.from({ length: 5 }, () => analyse()),
    analyse(Buffer.from("not a picture")),
    ...Array.from({ length: 5 }, () => analyse()),
  ]);

  expect(answers.map(({ status }) => status)).toEqual([
    ...Array.from({ length: 5 }, () => "fulfilled"),
    "rejected",
    ...Array.from({ length: 5 }, () => "fulfilled"),
  ]);
});
