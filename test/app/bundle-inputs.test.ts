import { mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { inputsOf } from "../../dev/app/cdk/bundle-inputs.ts";

test("the inputs of a bundle are asked for again once one of them was saved, and after a build that failed", async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "doppelface-inputs-")));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const save = (name: string, text: string, age: number): void => {
    writeFileSync(join(folder, name), text);
    utimesSync(join(folder, name), Date.now() / 1000 - age, Date.now() / 1000 - age);
  };
  const options = { entryPoints: [join(folder, "index.ts")], bundle: true, absWorkingDir: folder };
  const bundle = { kind: "esbuild", options } as unknown as Parameters<typeof inputsOf>[0][number];
  const inputs = async (): Promise<string[]> => (await inputsOf([bundle])).map((path) => path.slice(folder.length + 1));

  expect(await inputs()).toEqual([]);
  save("one.ts", "export const one = 1;", 60);
  save("two.ts", "export const two = 2;", 60);
  save("index.ts", 'export * from "./one.ts";', 60);
  expect((await inputs()).toSorted()).toEqual(["index.ts", "one.ts"]);
  expect((await inputs()).toSorted()).toEqual(["index.ts", "one.ts"]);
  save("index.ts", 'export * from "./two.ts";', 30);
  expect((await inputs()).toSorted()).toEqual(["index.ts", "two.ts"]);
});
