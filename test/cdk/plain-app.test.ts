import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { PROJECT } from "../../dev/config/project.ts";
import { userCache } from "../../dev/config/process-environment.ts";
import { interpreters, nearest } from "../../dev/python/interpreters.ts";
import { environmentFolder, isMade } from "../../dev/python/packages.ts";
import { startTestEndpoint } from "../support/endpoint.ts";
import { copyProject } from "../support/project.ts";
import { CdkCli } from "./cdk-cli.ts";
import { writePlainApp } from "./plain-app.ts";

const PICTURE = readFileSync(join(PROJECT, "fixtures/pictures/nora-lind.jpg"));
// As in the default state, below a package.json that says "type": "module".
const inCheckout = mkdtempSync(join(PROJECT, ".doppelface-plain-"));
const project = copyProject();
const python = nearest(await interpreters(), 12);
const hasPython = python !== undefined && isMade(environmentFolder(userCache(), python));
let stop: () => Promise<unknown> = () => Promise.resolve();

beforeAll(() => writePlainApp(join(project, "infra")));
afterEach(() => stop());
afterAll(() => {
  for (const folder of [inCheckout, project]) rmSync(folder, { recursive: true, force: true });
});

test.each([
  ["the default state", inCheckout],
  ["an ephemeral one", undefined],
])("a plain app of CDK's constructs registers what is uploaded, in %s", async (_state, folder) => {
  const endpoint = await startTestEndpoint({ state: { folder } });
  using cdk = new CdkCli("cdklocal", { project, endpoint: endpoint.url, path: ["/usr/local/bin", "/usr/bin", "/bin"] });
  stop = () => endpoint.stop();
  const app = ["--app", "node app.mjs"];

  for (const command of [["bootstrap"], ["deploy", "--require-approval", "never"]]) {
    const { status, output } = await cdk.run(...command, ...app);
    expect({ status, output }).toEqual({ status: 0, output: expect.anything() as string });
  }

  const { Stacks } = await new CloudFormationClient(endpoint.client).send(
    new DescribeStacksCommand({ StackName: "plain" }),
  );
  const outputs = new Map(
    Stacks?.[0]?.Outputs?.map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]),
  );
  const s3 = new S3Client({ ...endpoint.client, forcePathStyle: true });
  const keys = hasPython ? ["node/nora lind.jpg", "python/nora lind.jpg"] : ["node/nora lind.jpg"];
  if (!hasPython) {
    process.stderr.write("Without the Python function: `doppelface python` has not installed packages.\n");
  }
  for (const Key of keys) {
    await s3.send(new PutObjectCommand({ Bucket: outputs.get("Bucket"), Key, Body: PICTURE }));
  }

  const registered = async (): Promise<string[]> => {
    const { Items = [] } = await new DynamoDBClient(endpoint.client).send(
      new ScanCommand({ TableName: outputs.get("Table") }),
    );
    return Items.map(({ key }) => key?.S ?? "").toSorted();
  };
  await expect.poll(registered, { timeout: 40_000, interval: 200 }).toEqual(keys);
});
