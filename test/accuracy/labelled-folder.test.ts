import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readLabelledFolder } from "../../dev/accuracy/labelled-folder.ts";
import { UsageError } from "../../dev/config/command-line.ts";

async function holding(...files: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "labelled-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const file of files) {
    await mkdir(join(folder, file.endsWith("/") ? file : dirname(file)), { recursive: true });
    if (!file.endsWith("/")) await writeFile(join(folder, file), "");
  }
  return folder;
}

test("people, and pictures without anybody", async () => {
  const files = ["ann/1.jpg", "ann/2.JPEG", "bob/1.png", "bob/notes.txt", "none/x/", "no-face/cat.jpg"];

  expect(await readLabelledFolder(await holding(...files, ".git/1.jpg", "ann/.hidden.jpg"))).toEqual({
    pictures: [
      { file: "ann/1.jpg", group: undefined, person: "ann" },
      { file: "ann/2.JPEG", group: undefined, person: "ann" },
      { file: "bob/1.png", group: undefined, person: "bob" },
      { file: "no-face/cat.jpg", group: undefined, person: undefined },
    ],
    empty: ["none/x", "none"],
    otherFiles: ["bob/notes.txt"],
  });
});

test("people by group, and kinds of pictures without anybody", async () => {
  const folder = await holding("old/ann/1.jpg", "young/ann/1.jpg", "no-face/1.jpg", "no-face/cats/1.jpg");

  expect((await readLabelledFolder(folder)).pictures).toEqual([
    { file: "old/ann/1.jpg", group: "old", person: "old/ann" },
    { file: "young/ann/1.jpg", group: "young", person: "young/ann" },
    { file: "no-face/1.jpg", group: undefined, person: undefined },
    { file: "no-face/cats/1.jpg", group: "cats", person: undefined },
  ]);
});

test.each([
  ["no folder", undefined, /not-there is no folder/],
  ["nothing in it", [], /holds no photograph/],
  ["no photograph", ["ann/notes.txt"], /holds no photograph/],
  ["a picture of nobody's", ["1.jpg", "ann/1.jpg"], /1\.jpg lies in no person's folder/],
  ["people beside groups", ["ann/1.jpg", "old/bob/1.jpg"], /ann is a person's folder and old one of a group/],
  ["a person who is a group", ["ann/1.jpg", "ann/sunny/2.jpg"], /ann\/1\.jpg lies beside folders with pictures/],
  ["too deep", ["old/ann/sunny/2.jpg"], /old\/ann\/sunny lies too deep/],
])("a folder that does not say who is who is refused: %s", async (_, files, message) => {
  const folder = files === undefined ? join(tmpdir(), "not-there") : await holding(...files);
  const reading = readLabelledFolder(folder);

  await expect(reading).rejects.toBeInstanceOf(UsageError);
  await expect(reading).rejects.toThrow(message);
  await expect(reading).rejects.toThrow(/DIR\/<group>\/<person>\/\*\.jpg/);
});
