import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { picturePath } from "../../fixtures/pictures.ts";
import { people } from "../../fixtures/people.ts";

const ACCURACY = fileURLToPath(new URL("./accuracy.ts", import.meta.url));

async function labelled(photographs: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "accuracy-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [to, from] of Object.entries(photographs)) {
    await mkdir(join(folder, to, ".."), { recursive: true });
    await copyFile(picturePath({ file: from }), join(folder, to));
  }
  return folder;
}

async function measure(folder: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [ACCURACY, folder, "--json"]);
  return JSON.parse(stdout);
}

test("counts pairs, similarities, missed and false faces of labelled pictures", async () => {
  const [one, two] = people.registered.map(({ id }) => id);
  const [twin, other] = people.lookAlikes.map(({ id }) => id);
  const folder = await labelled({
    "one/1.jpg": `${one}.jpg`,
    "one/2.jpg": `tilted/${one}.jpg`,
    "one/3.jpg": `smiling/${one}.jpg`,
    "two/1.jpg": `${two}.jpg`,
    "two/2.jpg": "landscape.jpg",
    "twin/1.jpg": `${twin}.jpg`,
    "other/1.jpg": `${other}.jpg`,
    "no-face/1.jpg": "landscape.jpg",
    "no-face/2.jpg": "lunch-group.jpg",
  });
  await writeFile(join(folder, "one", "notes.txt"), "no photograph");
  await writeFile(join(folder, "two", "broken.jpg"), "no picture");

  expect(await measure(folder)).toEqual({
    engine: expect.stringContaining("blazeface"),
    people: 4,
    photographs: 7,
    unreadable: [expect.stringMatching(/^two\/broken.jpg: .*neither JPEG nor PNG/u)],
    missed: ["two/2.jpg"],
    faceless: 2,
    falseFaces: 3,
    others: 0,
    samePairs: 3,
    differentPairs: 12,
    // The look-alikes are the one pair of two people that is taken for one.
    accuracyAt80: (1 + 1 - 1 / 12) / 2,
    sameAt80: 1,
    sameAt95: 1,
    sameAt99: 1,
    differentAt80: 1 / 12,
    users: { searches: 3, byFace: { right: 1, wrong: 0 }, byUser: { right: 1, wrong: 0 } },
  });
});

test("says what it needs", async () => {
  const folder = await labelled({ "one/1.jpg": "landscape.jpg" });

  await expect(measure(folder)).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining("takes two") });
  const missing = { code: 2, stderr: expect.stringContaining("not-there is no folder") };
  await expect(measure(join(folder, "not-there"))).rejects.toMatchObject(missing);
});
