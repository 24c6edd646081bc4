import { afterAll, beforeAll, expect, test } from "vitest";
import { hasPython } from "../../support/python.ts";
import { type AppUnderTest, startApp } from "./app-under-test.ts";

let app: AppUnderTest;
beforeAll(async () => {
  app = await startApp("attendance");
}, 60_000);
afterAll(() => app[Symbol.asyncDispose]());

test("folders of Node and of Python are taken as they are", () => {
  const folders = app.deployed.functions.map(({ source }) => source);
  expect(folders).toEqual(
    expect.arrayContaining([
      { kind: "folder", path: `${app.folder}/functions/enrol`, exclude: [] },
      { kind: "folder", path: `${app.folder}/functions/mark`, exclude: [] },
    ]),
  );
});

test.skipIf(!hasPython)(
  "who was enrolled under one prefix is marked present under the other",
  { timeout: 60_000 },
  async () => {
    await app.put("kaya-storm.jpg", "pupils/kaya.jpg");
    // Whoever is not enrolled yet is not found; a class photograph comes later.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    await app.put("kaya-storm.jpg", "classes/2026-05-04/door.jpg");
    await expect
      .poll(() => app.items(app.outputs["TableName"] ?? ""), { timeout: 40_000 })
      .toEqual([{ day: "2026-05-04", pupil: "kaya" }]);
  },
);

test.skipIf(!hasPython)("a save in either folder is live in its function alone", async () => {
  const node = await app.save(
    "functions/enrol/index.mjs",
    "const pupil",
    "if (Records.length === 0) return 7;\n    const pupil",
  );
  expect(node).toMatchObject({ reloaded: [app.named("Enrol")] });
  await app.save(
    "functions/enrol/index.mjs",
    "export async function handler({ Records }) {",
    "export async function handler({ Records }) {\n  if (Records.length === 0) return 8;",
  );
  expect((await app.functions.invoke(app.named("Enrol"), { Records: [] })).answer).toBe(8);

  const python = await app.save(
    "functions/mark/mark.py",
    "def handler(event, context):",
    'def handler(event, context):\n    if not event["Records"]:\n        return "marked"',
  );
  expect(python).toMatchObject({ reloaded: [app.named("Mark")] });
  expect((await app.functions.invoke(app.named("Mark"), { Records: [] })).answer).toBe("marked");
});
