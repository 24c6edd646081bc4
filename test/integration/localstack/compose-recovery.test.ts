import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../../commands/run-cli.ts";
import { type RecoveringProject, recoveringProject, untilPeople } from "../compose-recovery.ts";
import { standInImage } from "./localstack-image.ts";

// LocalStack 4.14.0, which forgets everything at a restart, under the `watch` of the shipped docker-compose.yml.

let running: RecoveringProject;

beforeAll(async () => {
  running = await recoveringProject({ localstackImage: await standInImage() });
});

afterAll(() => running?.[Symbol.asyncDispose]());

test("restarted: the stack and the inbox again, no face is a stranger, and few lines", async () => {
  await running.drop("nora-lind.jpg");
  await untilPeople(running, ["nora"], "LocalStack: picture to row");
  await running.said();
  const since = performance.now();
  await running.project.compose("restart", "localstack");
  process.stderr.write(`LocalStack: restart took ${((performance.now() - since) / 1000).toFixed(1)} s\n`);
  await running.drop("ben-okada.jpg");
  await untilPeople(running, ["ben", "nora"], "LocalStack: from `restart localstack` to the next row", since);
  await expect.poll(running.health, { timeout: 60_000 }).toBe("healthy");
  expect(await running.strangers()).toEqual([]);
  const said = await running.said();
  process.stderr.write(`${said.join("\n")}\n`);
  expect(said).toEqual([
    expect.stringMatching(/^note +LocalStack 4\.14\.\d at http:\/\/127\.0\.0\.1:\d+ does not answer\. Waiting for it;/),
    expect.stringContaining("DeleteCollection employees: the stack that had made it is gone"),
    expect.stringMatching(/is ready again after [\d.]+ s: the stack was deployed again/),
  ]);
});

test("deployed by cdklocal after an edit: the function keeps reaching our Rekognition, and the next picture has its row", async () => {
  const { endpoint } = running.emulator;
  const before = await running.people();
  const edited = ["--", "-c", "facePolicy=all"];
  const { status, stderr } = await runCli([
    "deploy-local",
    "--engine",
    "localstack",
    "--endpoint",
    endpoint,
    ...edited,
  ]);
  if (status !== 0) throw new Error(`deploy-local ends with ${status}: ${stderr}`);
  const lambda = new LambdaClient(running.emulator);
  const variables = async () => {
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "rekognition" }));
    return Environment?.Variables;
  };
  const expected = { FACE_POLICY: "all", AWS_ENDPOINT_URL_REKOGNITION: "http://rekognition:4577" };
  await expect.poll(variables, { timeout: 10_000 }).toMatchObject(expected);
  lambda.destroy();
  await running.drop("greta-holm.jpg");
  await untilPeople(
    running,
    [...before, "greta"].toSorted((a, b) => a.localeCompare(b)),
    "LocalStack: picture to row after deploy-local",
  );
  expect((await running.said()).join("\n")).toContain("Another deploy had taken AWS_ENDPOINT_URL_REKOGNITION away");
});
