import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PROJECT } from "../../dev/config/project.ts";

const CLI = join(PROJECT, "dev/cli.mjs");

function doppelface(...args: string[]) {
  return spawnSync(process.execPath, [CLI, ...args], {
    cwd: PROJECT,
    encoding: "utf8",
    env: { ...process.env, AWS_PROFILE: "somebody", AWS_SECRET_ACCESS_KEY: "real" },
  });
}

test("the command gets the endpoint, test credentials and the names, and nothing of the user's own AWS settings", () => {
  const script = "console.log(JSON.stringify(process.env))";
  const { status, stdout } = doppelface("exec", "--", process.execPath, "-e", script);
  expect(status).toBe(0);
  const variables = JSON.parse(stdout) as Record<string, string>;
  expect(variables).toMatchObject({
    AWS_ENDPOINT_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    DOPPELFACE_BUCKET: "employee-pictures-000000000000-us-east-1",
    DOPPELFACE_TABLE: "rekognitionID",
    DOPPELFACE_PICTURES_TABLE: "pictures",
    DOPPELFACE_COLLECTION: "employees",
    DOPPELFACE_FUNCTION: "rekognition",
    DOPPELFACE_LOG_GROUP: "/aws/lambda/rekognition",
  });
  expect(variables["AWS_PROFILE"]).toBeUndefined();
});

test("its exit code becomes ours, and the endpoint is gone afterwards", async () => {
  const script = "console.log(process.env.AWS_ENDPOINT_URL); process.exit(7)";
  const { status, stdout } = doppelface("exec", "--", process.execPath, "-e", script);
  expect(status).toBe(7);
  await expect(fetch(stdout.trim())).rejects.toThrow("fetch failed");
});

test("a command that does not exist is told", () => {
  const { status, stderr } = doppelface("exec", "--", "no-such-command");
  expect(status).toBe(1);
  expect(stderr).toContain("Cannot run 'no-such-command'");
});

test("no command is a wrong usage", () => {
  const { status, stderr } = doppelface("exec");
  expect(status).toBe(2);
  expect(stderr).toContain("doppelface exec -- COMMAND");
});
