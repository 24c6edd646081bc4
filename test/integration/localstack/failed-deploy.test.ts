import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { loadSettings } from "../../../dev/config/load.ts";
import { startEnvironment } from "../../../dev/engine/environment.ts";
import { localstackEngine } from "../../../dev/engine/localstack.ts";
import { describeError } from "../../../dev/output/errors.ts";
import { Bus } from "../../../dev/trace/bus.ts";
import { type Localstack, startLocalstack } from "./start-localstack.ts";

// A first deploy that fails on LocalStack: the image of the function's runtime is nowhere to be had.

let localstack: Localstack;

beforeAll(async () => {
  const nowhere = JSON.stringify({ "nodejs24.x": "doppelface-test/nowhere:1" });
  localstack = await startLocalstack({ settings: { LAMBDA_RUNTIME_IMAGE_MAPPING: nowhere } });
});

afterAll(() => localstack?.[Symbol.asyncDispose]());

test("what it has left, which LocalStack cannot delete, is told with the command that removes it, at each start", async () => {
  vi.stubEnv("DOPPELFACE_IN_IMAGE", "1");
  const deploy = async (): Promise<string> => {
    const settings = { ...loadSettings({}), endpoint: localstack.url };
    const rekognition = { mode: "local", pictures: { from: "remote-s3", endpoint: localstack.url } } as const;
    const engine = localstackEngine({ settings, bus: new Bus(), rekognition, rekognitionPort: 0, ephemeral: true });
    return startEnvironment(engine).then(
      async (environment) => {
        await environment.stop();
        return "deployed";
      },
      (error: unknown) => describeError(error),
    );
  };
  const first = await deploy();
  expect(first).toContain("Error while creating lambda");
  expect(first).toMatch(
    /What it had made is in the way .*DELETE_FAILED:\n`docker compose down -v` removes everything\.$/,
  );
  expect(await deploy()).toContain("`docker compose down -v` removes everything");
  vi.unstubAllEnvs();
});
