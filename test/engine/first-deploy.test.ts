import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { DeleteFunctionCommand, GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect, test } from "vitest";
import { infraApp } from "../../dev/app/find-app.ts";
import { PROJECT } from "../../dev/config/project.ts";
import { findStack } from "../../dev/app/stack.ts";
import { deployToEmulator } from "../../dev/engine/emulator/deploy.ts";
import { describeError } from "../../dev/output/errors.ts";
import { Functions, makeRole } from "../endpoint/services/lambda/support.ts";
import { startTestEndpoint } from "../support/endpoint.ts";

// A stack that cannot be created, on the embedded endpoint as the emulator.

const quiet = (): void => undefined;

test("a first deploy that fails leaves no stack and what others had made, and the next one goes through", async () => {
  await using emulator = await startTestEndpoint();
  const connection = { ...emulator.client, rekognitionEndpoint: emulator.url };
  const target = { connection, functionRekognition: emulator.url, done: quiet, notice: quiet };
  const functions = new Functions(emulator.client, await makeRole(emulator.client, "of-somebody-else"));
  await functions.create("rekognition", "export const handler = async () => 'of somebody else';");

  const error = await deployToEmulator(target, infraApp(PROJECT)).catch((failure: unknown) => failure);
  expect(describeError(error)).toMatch(
    /AWS::Lambda::Function.*already exist[^]*What it had made was taken away again\.$/,
  );
  const cloudformation = new CloudFormationClient(emulator.client);
  expect(await findStack(cloudformation, "doppelface")).toBeUndefined();
  const lambda = new LambdaClient(emulator.client);
  const command = { FunctionName: "rekognition" };
  expect(await lambda.send(new GetFunctionConfigurationCommand(command))).toMatchObject({ Handler: "index.handler" });

  await lambda.send(new DeleteFunctionCommand(command));
  expect((await deployToEmulator(target, infraApp(PROJECT))).resources.functionName).toBe("rekognition");
  for (const client of [cloudformation, lambda]) client.destroy();
});
