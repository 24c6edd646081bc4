import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { expect, onTestFinished, test } from "vitest";
import { people } from "../../fixtures/people.ts";
import { picturePath } from "../../fixtures/pictures.ts";
import { drawnEmbedder } from "../rekognition/model/given/drawn-embedder.ts";
import { runCli } from "./run-cli.ts";

/** Photographs of as many people: the drawn ones in other lights and colours, which the test's net tells apart. */
async function strangers(root: string, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const { id = "" } = people.registered[i % people.registered.length] ?? {};
    const light = { brightness: 0.9 + (i % 7) / 25, saturation: 0.5 + (i % 11) / 11, hue: (i * 7) % 50 };
    await mkdir(join(root, `person-${i}`), { recursive: true });
    await sharp(picturePath({ file: `${id}.jpg` }))
      .resize(160)
      .modulate(light)
      .jpeg()
      .toFile(join(root, `person-${i}`, "1.jpg"));
  }
}

test("finds the curve of an embedder, writes it beside its file, and measures it beside our own net", async () => {
  const folder = await mkdtemp(join(tmpdir(), "accuracy-embedder-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const net = join(folder, "net.onnx");
  const [few, many] = [join(folder, "few"), join(folder, "many")];
  await writeFile(net, drawnEmbedder());
  await Promise.all([strangers(few, 3), strangers(many, 144)]);

  const [none, found] = await Promise.all([
    runCli(["accuracy", few, "--calibrate"]),
    runCli(["accuracy", many, "--embedder", net, "--embedder-input", "bgr,127.5,127.5", "--calibrate", "--json"]),
  ]);

  expect(none).toMatchObject({ status: 2, stderr: expect.stringContaining("name it by --embedder FILE") });
  expect(found.status).toBe(0);
  const { file, curve, strangers: pairs } = JSON.parse(found.stdout) as Record<string, unknown>;
  expect(file).toBe(`${net}.calibration.json`);
  expect(pairs).toBe((144 * 143) / 2);
  expect(JSON.parse(await readFile(`${net}.calibration.json`, "utf8"))).toMatchObject({
    input: { order: "bgr", mean: 127.5, divisor: 127.5 },
    curve,
  });

  // A curve is one of an input.
  const otherwise = await runCli(["accuracy", few, "--embedder", net]);
  expect(otherwise.stderr).toContain("of another input than is set");
  const measured = await runCli(["accuracy", few, "--embedder", net, "--embedder-input", "bgr,127.5,127.5"]);
  expect(measured.status).toBe(0);
  expect(measured.stdout).toMatch(/^model +.*\+embedder-[0-9a-f]{16}-bgr-127\.5-127\.5\+/m);
  expect(measured.stdout).toMatch(/^our own +.*\+dlib-resnet@/m);
  expect(measured.stdout).toMatch(/^PEOPLE +MEASURED +OUR OWN$/m);
});
