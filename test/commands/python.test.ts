import { expect, test } from "vitest";
import { runCli } from "./run-cli.ts";

const NO_PYTHON = { PATH: "/nonexistent" };

test("without a Python it says what to install", async () => {
  const { status, stderr } = await runCli(["python"], NO_PYTHON);

  expect(status).toBe(2);
  expect(stderr).toMatch(/There is no Python 3 on the PATH, but none at all\. Install it .*apt-get install python3/);
});

test("a version that is not there is named, and those that are", async () => {
  const { status, stderr } = await runCli(["python", "3.2"]);

  expect(status).toBe(2);
  expect(stderr).toContain("There is no Python 3.2 on the PATH");
});

test("doctor tells that only Python functions need it", async () => {
  const { stdout } = await runCli(["doctor", "--port", "0"], NO_PYTHON);

  expect(stdout).toMatch(/^note +python +no Python 3\.8 or newer on the PATH$/m);
});
