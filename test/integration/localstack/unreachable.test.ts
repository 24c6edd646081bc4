import { afterAll, beforeAll, expect, test } from "vitest";
import { loadSettings } from "../../../dev/config/load.ts";
import { type Environment, startEnvironment } from "../../../dev/engine/environment.ts";
import { localstackEngine } from "../../../dev/engine/localstack.ts";
import { Bus } from "../../../dev/trace/bus.ts";
import { type Localstack, startLocalstack } from "./start-localstack.ts";

// Functions' containers that cannot reach LocalStack: it gives them an address that leads nowhere (RFC 5737).

let localstack: Localstack;
let environment: Environment;
const notices: string[] = [];

beforeAll(async () => {
  localstack = await startLocalstack({
    settings: { HOSTNAME_FROM_LAMBDA: "192.0.2.1", LAMBDA_RUNTIME_ENVIRONMENT_TIMEOUT: "5" },
  });
  const bus = new Bus();
  bus.on("notice", ({ message }) => notices.push(message));
  environment = await startEnvironment(
    localstackEngine({
      settings: { ...loadSettings({}), endpoint: localstack.url },
      bus,
      rekognition: { mode: "local", pictures: { from: "remote-s3", endpoint: localstack.url } },
      rekognitionPort: 0,
      ephemeral: true,
    }),
  );
});

afterAll(async () => {
  await environment?.stop();
  await localstack?.[Symbol.asyncDispose]();
});

test("that they do not reach LocalStack is told, with what to do", () => {
  expect(notices).toContainEqual(expect.stringContaining("The function rekognition does not run there"));
  expect(notices.at(-1)).toContain("does not reach the emulator, or the other way round");
});

test("that they do not reach a Rekognition on 127.0.0.1 is told, with what to do", () => {
  expect(notices).toContainEqual(
    expect.stringMatching(/they cannot reach Rekognition\. Start with --host .* or use docker compose up\./),
  );
});
