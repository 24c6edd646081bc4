import { afterAll, beforeAll, expect, test } from "vitest";
import type { FixturePicture } from "../../fixtures/pictures.ts";
import { type DemoScript, defaultScript, runDemo } from "../../dev/commands/demo.ts";
import type { OutputSink } from "../../dev/output/output-sink.ts";
import { PLAIN } from "../../dev/output/style.ts";
import { type TestEnvironment, start } from "../../dev/testing/testing.ts";

let environment: TestEnvironment;

beforeAll(async () => {
  environment = await start();
});

afterAll(() => environment.stop());

/** Only the person of the question and what is no portrait: enough for a swap to show. */
function shortScript(): DemoScript {
  const { uploads, question } = defaultScript();
  return { question, uploads: uploads.filter(({ use, person }) => person === question.person || use === "no-face") };
}

function swapFiles(uploads: readonly FixturePicture[], a: FixturePicture, b: FixturePicture): FixturePicture[] {
  return uploads.map((picture) => {
    if (picture === a) return { ...picture, file: b.file };
    if (picture === b) return { ...picture, file: a.file };
    return picture;
  });
}

async function run(script: DemoScript): Promise<{ differences: string[]; lines: string }> {
  const lines: string[] = [];
  const output: OutputSink = {
    style: PLAIN,
    columns: undefined,
    clear: () => undefined,
    text: (text) => lines.push(text),
    result: (_value, text) => lines.push(...text),
    progress: () => undefined,
    detail: () => undefined,
    event: () => undefined,
    error: (error) => lines.push(String(error)),
  };
  return { differences: await runDemo(environment, script, output), lines: lines.join("\n") };
}

test("the demo ends without a difference, shows each picture's milliseconds, and recognises the person", async () => {
  const { differences, lines } = await run(defaultScript());
  expect(differences).toEqual([]);
  expect(lines).toMatch(/REGISTERED .* put \d+ {2}wait \d+ {2}handler \d+ \(recognise \d+, store \d+\) ms/);
  expect(lines).toMatch(/UNSUPPORTED_FORMAT/);
  expect(lines).toMatch(/Who is in .*\? {2}\w+ \w+ \((9\d\.\d|100\.0) %\)/);
});

test("two people whose pictures are swapped are told by the model", async () => {
  const { uploads, question } = defaultScript();
  const known = uploads.find(({ person, use }) => use === "register" && person === question.person) as FixturePicture;
  const other = uploads.find(({ person, use }) => use === "register" && person !== question.person) as FixturePicture;
  const { differences } = await run({ question, uploads: swapFiles([known, other], known, other) });
  expect(differences).toEqual([
    expect.stringContaining(
      `${question.file}: expected ${known.firstName} ${known.lastName}, the model says ${other.firstName}`,
    ),
  ]);
});

test("a portrait in place of a landscape is told, and so is the landscape in place of the portrait", async () => {
  const script = shortScript();
  const portrait = script.uploads.find(({ use }) => use === "register") as FixturePicture;
  const landscape = script.uploads.find(({ use }) => use === "no-face") as FixturePicture;
  const { differences } = await run({ ...script, uploads: swapFiles(script.uploads, portrait, landscape) });
  expect(differences).toHaveLength(3);
  expect(differences[0]).toContain(
    `${portrait.key}: expected REGISTERED ${portrait.firstName} ${portrait.lastName}, got NO_FACE`,
  );
  expect(differences[1]).toContain(`${landscape.key}: expected NO_FACE, got REGISTERED`);
});
