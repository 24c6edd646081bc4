import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runSuite } from "./run-suite.ts";

const ENGINES = ["container", "compose", "localstack"];

test("where nothing answers at Docker's socket, what needs it is not run, the reason is told, and the run fails", async () => {
  const { code, text } = await runSuite(ENGINES, { DOCKER_HOST: "unix:///nonexistent/docker.sock" });
  for (const engine of ENGINES) {
    expect(text).toContain(`${engine}: not run. Nothing answers at Docker's socket. Start the engine`);
  }
  expect(text).toContain("Integration tests on: none");
  expect(code).toBe(1);
});

test("where there is no docker command, it says so", async () => {
  const empty = await mkdtemp(join(tmpdir(), "doppelface-path-"));
  const { code, text } = await runSuite(ENGINES, { PATH: empty });
  for (const engine of ENGINES) expect(text).toContain(`${engine}: not run. There is no docker command.`);
  expect(code).toBe(1);
  await rm(empty, { recursive: true });
});
