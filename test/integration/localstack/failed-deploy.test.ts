import { afterAll, beforeAll, expect, test } from "vitest";
import { loadSettings } from "../../../dev/config/load.ts";
import { startEnvironment } from "../../../dev/engine/environment.ts";
import { localstackEngine } from "../../../dev/engine/localstack.ts";
import { Bus } from "../../../dev/trace/bus.ts";
import { type Localstack, startLocalstack } from "./start-localstack.ts";

// A first deploy that fails on LocalStack: the image of the function's runtime is nowhere to be had.

let localstack: Localstack;

beforeAll(async () => {
  const nowhere = JSON.stringify({ "nodejs24.x": "doppelface-test/nowhere:1" });
  localstack = await startLocalstack({ settings: { LAMBDA_RUNTIME_IMAGE_MAPPING: nowhere } });
});

afterAll(() => localstack?.[Symbol.asyncDispose]());

test("the second one fails as the first one has, and does not stumble over what that has left", async () => {
  const deploy = async (): Promise<string> => {
    const settings = { ...loadSettings({}), endpoint: localstack.url };
    const rekognition = { mode: "local", pictures: { from: "remote-s3", endpoint: localstack.url } } as const;
    const engine = localstackEngine({ settings, bus: new Bus(), rekognition, rekognitionPort: 0, ephemeral: true });
    return startEnvironment(engine).then(
      async (environment) => {
        await environment.stop();
        return "deployed";
      },
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
  };
  const first = await deploy();
  process.stderr.write(`${first}\n`);
  const second = await deploy();
  process.stderr.write(`${second}\n`);
  expect(second).not.toMatch(/already exist|DELETE_FAILED/);
});
