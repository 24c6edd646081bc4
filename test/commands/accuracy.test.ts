import { createHash } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { people } from "../../fixtures/people.ts";
import { picturePath } from "../../fixtures/pictures.ts";
import { runCli } from "./run-cli.ts";

async function labelled(photographs: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "accuracy-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [to, from] of Object.entries(photographs)) {
    await mkdir(join(folder, to, ".."), { recursive: true });
    await copyFile(picturePath({ file: from }), join(folder, to));
  }
  return folder;
}

test("measures labelled pictures by group, beside an earlier result, and shows the worst pairs", async () => {
  const [one, two] = people.registered.map(({ id }) => id);
  const [twin, other] = people.lookAlikes.map(({ id }) => id);
  const folder = await labelled({
    "few/one/1.jpg": `${one}.jpg`,
    "few/one/2.jpg": `tilted/${one}.jpg`,
    "few/one/3.jpg": `smiling/${one}.jpg`,
    "few/two/1<b>.jpg": `${two}.jpg`,
    "few/two/2.jpg": "landscape.jpg",
    "few/two/again.jpg": `${two}.jpg`,
    "alike/twin/1.jpg": `${twin}.jpg`,
    "alike/other/1.jpg": `${other}.jpg`,
    "no-face/1.png": "plain-colour.png",
    "no-face/people/2.jpg": "lunch-group.jpg",
  });
  await writeFile(join(folder, "few", "one", "notes.txt"), "no photograph");
  await writeFile(join(folder, "few", "two", "broken.jpg"), "no picture");
  const page = join(folder, "worst.html");
  const { stdout } = await runCli(["accuracy", folder, "--page", page, "--json"]);
  const result = JSON.parse(stdout) as { people: unknown };

  expect(result).toMatchObject({
    model: expect.stringContaining("blazeface"),
    people: {
      people: 4,
      photographs: 7,
      missed: { share: 1 / 7 },
      missedFiles: ["few/two/2.jpg"],
      others: 0,
      confidence: [
        { least: 90, share: { share: 1, of: 6 } },
        { least: 99, share: { share: 1, of: 6 } },
      ],
      samePairs: 3,
      differentPairs: 12,
      at: expect.arrayContaining([
        // The look-alikes are the one pair of two people that is taken for one.
        {
          threshold: 80,
          same: expect.objectContaining({ share: 1 }),
          different: expect.objectContaining({ share: 1 / 12 }),
        },
      ]),
      balancedAt80: (1 + 1 - 1 / 12) / 2,
      rankOne: { share: 1, of: 3 },
      users: { searches: 3, byFace: { right: 1, wrong: 0 }, byUser: { right: 1, wrong: 0 } },
    },
    groups: [
      {
        group: "alike",
        measured: { people: 2, samePairs: 0, differentPairs: 1, at: [{ different: { share: 1 } }, {}, {}, {}] },
      },
      {
        group: "few",
        measured: { people: 2, samePairs: 3, differentPairs: 3, at: [{ different: { share: 0 } }, {}, {}, {}] },
      },
    ],
    nobody: {
      photographs: 2,
      withFace: { share: 1 / 2 },
      faces: Array.from({ length: 3 }, () => ({ file: "no-face/people/2.jpg", confidence: expect.any(Number) })),
    },
    kinds: [{ kind: "people", measured: { photographs: 1 } }],
    unreadable: [expect.stringMatching(/^few\/two\/broken.jpg: .*neither JPEG nor PNG/u)],
    repeated: ["few/two/again.jpg is few/two/1<b>.jpg"],
    otherFiles: ["few/one/notes.txt"],
  });

  const html = await readFile(page, "utf8");
  expect((await stat(page)).mode & 0o777).toBe(0o600);
  expect(html).toContain("1&#60;b&#62;.jpg");
  expect(html.match(/<img /g)).toHaveLength(2 * (3 + 12) + 1 + 1);
  expect(html.match(/src="(?!data:image\/jpeg;base64,)/g)).toBeNull();
  const style = createHash("sha256").update(/<style>(.*)<\/style>/s.exec(html)?.[1] ?? "");
  expect(html).toContain(`default-src 'none'; img-src data:; style-src 'sha256-${style.digest("base64")}'`);

  const earlier = join(folder, "earlier.json");
  await writeFile(earlier, stdout);
  const again = await runCli(["accuracy", folder, "--beside", earlier]);
  expect(again.status).toBe(0);
  // Twice the same.
  expect(again.stdout).toMatch(/^PEOPLE +MEASURED +BEFORE$/m);
  expect(again.stdout).toMatch(/^no face found +14\.3 % \(2\.6–51\.3\) +14\.3 % \(2\.6–51\.3\)$/m);
  expect(again.stdout).toMatch(/^TPR at FPR 1e-4 +too few strangers: it takes 100,000 pairs /m);
  expect(again.stdout).toMatch(/^copy: few\/two\/again\.jpg is/m);
  expect(again.stdout).not.toContain("other pictures");
});

test("says what it needs", async () => {
  const folder = await labelled({ "one/1.jpg": "landscape.jpg" });
  const kept = join(folder, "notes.html");
  await writeFile(kept, "<p>mine</p>");

  const runs = await Promise.all([
    runCli(["accuracy"]),
    runCli(["accuracy", folder]),
    runCli(["accuracy", folder, "--beside", kept]),
    runCli(["accuracy", folder, "--page", kept]),
  ]);

  expect(runs.map(({ status }) => status)).toEqual([2, 2, 2, 2]);
  expect(runs[0]?.stderr).toContain("Which folder?");
  expect(runs[1]?.stderr).toContain("it takes two to compare");
  expect(runs[2]?.stderr).toContain("notes.html is no result of");
  expect(runs[3]?.stderr).toContain("stays as it is");
  expect(await readFile(kept, "utf8")).toBe("<p>mine</p>");
});
