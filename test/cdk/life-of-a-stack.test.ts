import { CloudFormationClient, DescribeStacksCommand, GetTemplateCommand } from "@aws-sdk/client-cloudformation";
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { HeadBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { spawnSync } from "node:child_process";
import { lookup } from "node:dns/promises";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestEndpoint } from "../support/endpoint.ts";
import { copyProject } from "../support/project.ts";
import { CdkCli, type CdkName, type CdkRun } from "./cdk-cli.ts";
import { editFile } from "./edit-file.ts";
import { Timings } from "./timings.ts";

const NAMES: readonly CdkName[] = ["cdklocal", "cdk"];
const timings = new Timings();

afterAll(() => {
  process.stderr.write(`\n${timings.toString()}\n\n`);
});

// The tests of a CLI are steps in the life of one stack: each goes on from what the one before has left.
describe.each(NAMES)("%s", (name) => {
  let project: string;
  let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
  let cdk: CdkCli;
  let lambda: LambdaClient;
  let dynamodb: DynamoDBClient;
  let cloudformation: CloudFormationClient;

  beforeAll(async () => {
    project = copyProject();
    endpoint = await startTestEndpoint();
    cdk = new CdkCli(name, { project, endpoint: endpoint.url });
    lambda = new LambdaClient(endpoint.client);
    dynamodb = new DynamoDBClient(endpoint.client);
    cloudformation = new CloudFormationClient(endpoint.client);
    answerWith("first");
  });
  afterAll(async () => {
    cdk[Symbol.dispose]();
    await endpoint.stop();
    rmSync(project, { recursive: true, force: true });
  });

  /** Has the function answer a question of ours with a word. */
  function answerWith(word: string): void {
    cpSync(join(import.meta.dirname, "../../handler/index.ts"), join(project, "handler/index.ts"));
    editFile(
      join(project, "handler/index.ts"),
      "  logger.addContext(context);",
      `  if (event === "which") return "${word}" as never;\n  logger.addContext(context);`,
    );
  }

  async function answer(): Promise<unknown> {
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: "rekognition", Payload: '"which"' }));
    return JSON.parse(Payload?.transformToString() ?? "null");
  }

  async function stack() {
    const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName: "doppelface" }));
    return Stacks?.[0];
  }

  async function run(what: string, ...args: string[]): Promise<CdkRun> {
    return timings.add(`${name} ${what}`, await cdk.run(...args));
  }

  const deploy = (what: string, ...args: string[]) => run(what, "deploy", "--require-approval", "never", ...args);

  test("has no Python, and where it can be no network", async () => {
    const { error } = spawnSync("python3", ["--version"], { env: cdk.env });
    expect(error).toMatchObject({ code: "ENOENT" });
    if (process.env["DOPPELFACE_TEST_LOOPBACK"] !== "true") return;
    await expect(lookup("localhost.localstack.cloud")).rejects.toThrow("getaddrinfo");
  });

  test("bootstrap makes its stack, and once more finds nothing to do", async () => {
    const first = await run("bootstrap", "bootstrap");
    expect(first.output).toContain("✅  Environment aws://000000000000/us-east-1 bootstrapped.");
    expect(first.status).toBe(0);
    const second = await run("bootstrap again", "bootstrap");
    expect(second.output).toContain("bootstrapped (no changes)");
    expect(second.status).toBe(0);
  });

  test("the first deploy makes the stack", async () => {
    const { status, output } = await deploy("deploy");
    expect(output).toContain("✅  doppelface");
    expect(output).toContain("doppelface.BucketName = employee-pictures-000000000000-us-east-1");
    expect(status).toBe(0);
    expect(await answer()).toBe("first");
  });

  test("a second deploy changes nothing", async () => {
    const { status, output } = await deploy("deploy again");
    expect(output).toContain("✅  doppelface (no changes)");
    expect(status).toBe(0);
  });

  test("deploy --hotswap brings an edited handler past the stack", async () => {
    const before = await stack();
    answerWith("second");
    const { status, output } = await deploy("deploy --hotswap", "--hotswap");
    expect(output).toContain("hotswapped!");
    expect(status).toBe(0);
    expect(await answer()).toBe("second");
    expect((await stack())?.LastUpdatedTime).toEqual(before?.LastUpdatedTime);
  });

  test("a deploy adds an index, and the code that was swapped in", async () => {
    editFile(
      join(project, "infra/tables.ts"),
      '  new Table(scope, "PicturesTable"',
      `  faces.addGlobalSecondaryIndex({
    indexName: "by-last-name",
    partitionKey: { name: "last_name", type: AttributeType.STRING },
    projectionType: ProjectionType.ALL,
  });
  new Table(scope, "PicturesTable"`,
    );
    const { status, output } = await deploy("deploy of an index");
    expect(output).toContain("✅  doppelface");
    expect(status).toBe(0);
    expect((await stack())?.StackStatus).toBe("UPDATE_COMPLETE");
    expect(await indexes()).toEqual(["by-last-name", "by-picture"]);
    expect(await answer()).toBe("second");
  });

  async function indexes(): Promise<(string | undefined)[] | undefined> {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: "rekognitionID" }));
    return Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName).toSorted();
  }

  test("a deploy that fails is rolled back, and says why", async () => {
    await new SQSClient(endpoint.client).send(new CreateQueueCommand({ QueueName: "taken" }));
    const file = join(project, "infra/pipeline-function.ts");
    editFile(file, "memorySize: 512", "memorySize: 1024");
    editFile(
      file,
      "  return pipelineFunction;",
      `  const taken = new Queue(scope, "Taken", { queueName: "taken" });
  taken.node.addDependency(pipelineFunction);
  return pipelineFunction;`,
    );
    const template = () => cloudformation.send(new GetTemplateCommand({ StackName: "doppelface" }));
    const before = await template();
    answerWith("third");
    const { status, output } = await deploy("deploy that fails");
    expect(status).toBe(1);
    expect(output).toContain("Resource of type 'AWS::SQS::Queue' with identifier 'taken' already exists.");
    // The CLI cuts the column.
    expect(output).toContain("UPDATE_ROLLBACK_COMPLET");
    expect((await stack())?.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
    const configuration = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "rekognition" }));
    expect(configuration.MemorySize).toBe(512);
    expect(await answer()).toBe("second");
    expect((await template()).TemplateBody).toBe(before.TemplateBody);
    answerWith("second");
    cpSync(join(import.meta.dirname, "../../infra/pipeline-function.ts"), file);
  });

  test("diff finds nothing after that", async () => {
    const { status, output } = await run("diff", "diff", "--fail");
    expect(output).toContain("There were no differences");
    expect(status).toBe(0);
  });

  test("destroy leaves what the removal policy keeps, and nothing else", async () => {
    const { status, output } = await run("destroy", "destroy", "--force");
    expect(output).toContain("✅  doppelface: destroyed");
    expect(status).toBe(0);
    await expect(stack()).rejects.toThrow("does not exist");
    await expect(answer()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    expect(await indexes()).toEqual(["by-last-name", "by-picture"]);
    await new S3Client({ ...endpoint.client, forcePathStyle: true }).send(
      new HeadBucketCommand({ Bucket: "employee-pictures-000000000000-us-east-1" }),
    );
  });
});
