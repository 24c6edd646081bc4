import { DetectFacesCommand, RekognitionClient } from "@aws-sdk/client-rekognition";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { GenericContainer, type StartedTestContainer, Wait } from "testcontainers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { reaperWhereItIs } from "../../dev/engine/reaper.ts";
import { usableImage } from "../../dev/engine/container.ts";

const run = promisify(execFile);
const PORT = 4577;

let image: string;
let container: StartedTestContainer;

// As docker-compose.yml runs it: no user of its own, a root that cannot be written.
beforeAll(async () => {
  image = await usableImage();
  await reaperWhereItIs();
  container = await new GenericContainer(image)
    .withCommand(["rekognition", "--host", "0.0.0.0", "--ephemeral"])
    .withTmpFs({ "/tmp": "", "/app/node_modules/.cache": "mode=1777" })
    .withExposedPorts(PORT)
    .withLabels({ "doppelface.test": String(process.pid) })
    .withWaitStrategy(Wait.forHealthCheck())
    .start();
});

afterAll(() => container?.stop());

test("the model in the image finds the face of a portrait", async () => {
  const rekognition = new RekognitionClient({
    endpoint: `http://127.0.0.1:${container.getMappedPort(PORT)}`,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const Bytes = await readFile("fixtures/pictures/nora-lind.jpg");
  const { FaceDetails = [] } = await rekognition.send(new DetectFacesCommand({ Image: { Bytes } }));
  expect(FaceDetails).toHaveLength(1);
  expect(FaceDetails[0]?.Confidence).toBeGreaterThan(90);
  rekognition.destroy();
});

test("it runs as another user than root", async () => {
  const { output } = await container.exec(["id", "-u"]);
  expect(output.trim()).toBe("1000");
});

test("the whole demo runs without a network, npm, git, or a root that can be written", async () => {
  const written = ["--read-only", "--tmpfs", "/tmp", "--tmpfs", "/app/node_modules/.cache:mode=1777"];
  const limits = ["--network", "none", "--cap-drop", "ALL", ...written];
  const { stdout } = await run("docker", ["run", "--rm", ...limits, image, "demo", "--json"]);
  expect(stdout).toContain('"ok":true,"differences":[]');
});
