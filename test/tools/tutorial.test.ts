import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { PROJECT } from "../../dev/config/project.ts";
import { type CliRun, runCli } from "./run-cli.ts";

let run: CliRun;

beforeAll(() => {
  const page = readFileSync(join(PROJECT, "dev/docs/tutorial.md"), "utf8");
  const commands = [...page.matchAll(/^```sh run\n([^]*?)^```$/gm)].map(([, block]) => block);
  run = runCli(commands.join("\n"));
});

test("every command of the tutorial page succeeds", () => {
  expect(run.output).not.toMatch(/An error occurred|^error/m);
  expect(run.status).toBe(0);
});

test("the picture is registered under its name, recognised, and forgotten when it is removed", () => {
  expect(run.output).toMatch(/^REGISTERED$/m);
  expect(run.output).toMatch(/^nora\tlind$/m);
  expect(run.output).toMatch(/^(9\d\.\d+|100(\.0+)?)$/m);
  expect(run.output).toMatch(/^REMOVED NO_FACE$/m);
});

test("the role has no managed policy", () => {
  expect(run.output).toMatch(/"AttachedPolicies": \[\]/);
});

test("the log holds no name and no key", () => {
  const lines = run.output.split("\n").filter((line) => line.includes("REPORT RequestId") || line.includes('"level"'));
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(line).not.toMatch(/lind/);
});
