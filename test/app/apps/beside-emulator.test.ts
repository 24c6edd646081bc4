import { join } from "node:path";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect, test } from "vitest";
import { findApp } from "../../../dev/app/find-app.ts";
import { PROJECT } from "../../../dev/config/project.ts";
import { deployToEmulator } from "../../../dev/engine/emulator/deploy.ts";
import { runInEmulator } from "../../../dev/watch/reload.ts";
import { WatchedApp } from "../../../dev/watch/watched-app.ts";
import { Functions } from "../../endpoint/services/lambda/support.ts";
import { startTestEndpoint } from "../../support/endpoint.ts";
import { hasPython } from "../../support/python.ts";

// The engine `localstack` with a second endpoint of this project as the emulator.

// What is written in SAM is translated by a Python.
test.each(["registration-cdk", "attendance", "inline-template", ...(hasPython ? ["registration-sam"] : [])])(
  "%s is deployed beside an emulator: each of its functions finds our Rekognition, and a bundle of its own",
  { timeout: 60_000 },
  async (name) => {
    await using emulator = await startTestEndpoint();
    await using rekognition = await startTestEndpoint();
    const connection = { ...emulator.client, rekognitionEndpoint: rekognition.url };
    const told: string[] = [];
    const tell = (text: string): void => void told.push(text);
    const target = { connection, functionRekognition: rekognition.url, done: tell, notice: tell };
    const app = findApp(join(PROJECT, "fixtures", "apps", name));
    if (app === undefined) throw new Error(`${name} is no app.`);

    const { deployed } = await deployToEmulator(target, app);
    const lambda = new LambdaClient(emulator.client);
    for (const { name: FunctionName } of deployed.functions) {
      const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
      expect(Environment?.Variables).toMatchObject({ AWS_ENDPOINT_URL_REKOGNITION: rekognition.url });
    }
    // A collection is not the emulator's.
    expect(told.filter((text) => text.startsWith("CreateCollection"))).toHaveLength(name === "inline-template" ? 0 : 1);

    const watched = await WatchedApp.open(deployed, { whole: true });
    const functions = new Functions(emulator.client, "");
    for (const functionName of watched.functions()) {
      const bundle = await watched.bundle(functionName);
      if (bundle === undefined) continue;
      await runInEmulator(lambda, functionName, bundle.folder);
      const { error } = await functions.invoke(functionName, { Records: [] });
      // One behind a URL has no picture in such an event.
      expect(error === undefined).toBe(!/Authenticate/.test(functionName));
    }
    await watched.dispose();
    await watched.remove();
    lambda.destroy();
  },
);
