import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { PROJECT } from "../../dev/config/project.ts";

let run: { status: number | null; output: string };

beforeAll(() => {
  const { error } = spawnSync("aws", ["--version"]);
  if (error !== undefined) throw new Error("This suite needs the AWS CLI (version 1) on the PATH: pip install awscli");
  const page = readFileSync(join(PROJECT, "dev/docs/tutorial.md"), "utf8");
  const commands = [...page.matchAll(/^```sh run\n([^]*?)^```$/gm)].map(([, block]) => block);
  const script = `set -e\n${commands.join("\n")}`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(PROJECT, "dev/cli.mjs"), "exec", "--", "bash", "-c", script],
    { cwd: PROJECT, encoding: "utf8", timeout: 110_000 },
  );
  run = { status, output: `${stdout}\n${stderr}` };
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
