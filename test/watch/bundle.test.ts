import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createBundler } from "../../dev/watch/bundle.ts";
import { handlerSource } from "./handler-source.ts";
import { treeMemory } from "../bench/process-tree.ts";

const project = mkdtempSync(join(tmpdir(), "bundled-"));
mkdirSync(join(project, "handler"));
afterAll(() => rmSync(project, { recursive: true, force: true }));

function save(answer: string): void {
  writeFileSync(join(project, "handler", "index.ts"), `export const handler = async () => "${answer}";`);
}

/** esbuild's processes below this one. */
function esbuilds(): number {
  return (treeMemory(process.pid) ?? []).filter(({ command }) => command.includes("--service=")).length;
}

test.runIf(process.platform === "linux")("esbuild's process is there only while somebody saves", async () => {
  save("first");
  const [one, two] = [
    await createBundler({ project, source: handlerSource(project) }),
    await createBundler({ project, source: handlerSource(project) }),
  ];
  expect(esbuilds()).toBe(1);
  await one.bundle();
  // The other one still has its context.
  save("second");
  expect((await two.bundle())?.bytes).toBeGreaterThan(0);

  await expect.poll(esbuilds).toBe(0);
  const bundle = await one.bundle();
  expect(readFileSync(join(bundle?.folder ?? "", "index.mjs"), "utf8")).toContain("second");
  expect(await one.bundle()).toBeUndefined();
  expect(esbuilds()).toBe(1);

  await one.dispose();
  await two.dispose();
  await expect.poll(esbuilds).toBe(0);
});
