import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RecoveringProject, recoveringProject, untilPeople } from "./compose-recovery.ts";

// The emulator ends under `watch`: killed and started, stopped and started, recreated without its volume.

const run = promisify(execFile);
const BACK_WITH_STACK = [
  expect.stringMatching(/^note +The AWS emulator at http:\/\/127\.0\.0\.1:\d+ does not answer\. Waiting for it;/),
  expect.stringMatching(/^note +The AWS emulator at .* is ready again after [\d.]+ s: the stack was still there\.$/),
];

let running: RecoveringProject;

beforeAll(async () => {
  running = await recoveringProject({});
});

afterAll(() => running?.[Symbol.asyncDispose]());

test("killed and started: unhealthy meanwhile, two lines, and the next picture has its row", async () => {
  await running.drop("nora-lind.jpg");
  await untilPeople(running, ["nora"], "picture to row");
  await running.said();
  await running.project.compose("kill", "localstack");
  await expect.poll(running.health, { timeout: 30_000 }).toBe("unhealthy");
  const since = performance.now();
  await running.project.compose("start", "localstack");
  await running.drop("ben-okada.jpg");
  await untilPeople(running, ["ben", "nora"], "killed, from its start to the next row", since);
  await expect.poll(running.health, { timeout: 30_000 }).toBe("healthy");
  expect(await running.said()).toEqual(BACK_WITH_STACK);
});

test("stopped and started: the same", async () => {
  await running.project.compose("stop", "localstack");
  const since = performance.now();
  await running.project.compose("start", "localstack");
  await running.drop("greta-holm.jpg");
  await untilPeople(running, ["ben", "greta", "nora"], "stopped, from its start to the next row", since);
  await expect.poll(running.health, { timeout: 30_000 }).toBe("healthy");
  expect(await running.said()).toEqual(BACK_WITH_STACK);
});

test("its volume gone: the stack and the inbox again, no face is a stranger, and three lines", async () => {
  const { project } = running;
  await project.compose("rm", "--stop", "--force", "localstack");
  await run("docker", ["volume", "rm", `${project.name}_localstack`]);
  const since = performance.now();
  await project.compose("up", "--detach", "--no-build", "--no-deps", "localstack");
  await untilPeople(running, ["ben", "greta", "nora"], "its volume gone, from its start to the last row", since);
  await expect.poll(running.health, { timeout: 30_000 }).toBe("healthy");
  expect(await running.strangers()).toEqual([]);
  expect(await running.said()).toEqual([
    BACK_WITH_STACK[0],
    expect.stringContaining(
      "DeleteCollection employees: the stack that had made it is gone, and with it the pictures of its 3 faces.",
    ),
    expect.stringMatching(/is ready again after [\d.]+ s: the stack was deployed again/),
  ]);
});
