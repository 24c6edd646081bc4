import { LambdaClient, PutFunctionEventInvokeConfigCommand } from "@aws-sdk/client-lambda";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { picturePath, pictures } from "../../fixtures/pictures.ts";
import { PROJECT } from "../../dev/config/project.ts";
import { DRAIN_MS } from "../../dev/endpoint/endpoint-life.ts";
import { listPictures } from "../../dev/pipeline/pictures.ts";
import { findResources } from "../../dev/pipeline/find-resources.ts";
import type { Resources } from "../../dev/pipeline/resources.ts";
import { freePort } from "../integration/free-port.ts";
import { clientConfig } from "../support/endpoint.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

// Ctrl-C while many pictures are on their way: the environment of users, in a process of its own, by its signal.

const PICTURES = 60;
/** Those that are done when the signal comes: by then the others run or wait. */
const DONE = 3;
/** What a line says that tells of a defect. */
const DEFECT = /internal error|report it|is closed|unhandled|at .*\/dev\/\w/i;

const folder = temporaryFolder();

test.each([
  ["retries", 2],
  ["no retries", 0],
] as const)(
  "a stop with 60 pictures in flight and %s loses no attempt",
  async (_, retries) => {
    const state = join(folder, `retries-${retries}`);
    const first = await Running.start(state, "60");
    const { s3, lambda, resources } = first;
    const event = { FunctionName: resources.functionName, MaximumRetryAttempts: retries };
    await lambda.send(new PutFunctionEventInvokeConfigCommand(event));
    const contents = pictures.filter(({ use }) => use === "register").map((one) => readFileSync(picturePath(one)));
    await Promise.all(
      Array.from({ length: PICTURES }, (_each, number) => {
        // A picture of its own: the model remembers those that it has seen.
        const Body = Buffer.concat([contents[number % contents.length] ?? Buffer.of(), Buffer.alloc(number)]);
        return s3.send(new PutObjectCommand({ Bucket: resources.bucket, Key: `person-${number}.jpg`, Body }));
      }),
    );
    await expect.poll(() => first.done(), { timeout: 60_000, interval: 50 }).toBeGreaterThanOrEqual(DONE);
    const startedAt = performance.now();
    const { status, output } = await first.stop();
    const seconds = (performance.now() - startedAt) / 1000;
    const left = eventsIn(state);

    const second = await Running.start(state, "1");
    await expect.poll(() => second.done(), { timeout: 90_000, interval: 200 }).toBe(PICTURES);
    const failed = await second.failed();
    const restarted = await second.stop();

    const told = [output, restarted.output].flatMap((each) => each.split("\n").filter((line) => DEFECT.test(line)));
    const attemptsLost = left.reduce((sum, { tries }) => sum + tries, 0) + failed;
    expect({ status, attemptsLost, defects: told }).toEqual({ status: 0, attemptsLost: 0, defects: [] });
    expect(left.length).toBeGreaterThan(PICTURES / 2);
    expect(left.length).toBeLessThan(PICTURES);
    // The rest of what ran, one second for the calls, and the end of the processes.
    expect(seconds).toBeLessThan(DRAIN_MS / 1000 + 5);
    process.stdout.write(
      `shutdown, ${retries} retries: ${seconds.toFixed(1)} s to the end, ${left.length} of ${PICTURES} events given back, ` +
        `attempts lost ${attemptsLost}, defect lines ${told.length}\n`,
    );
  },
  180_000,
);

/** `doppelface up` with the stack deployed. */
class Running {
  readonly s3: S3Client;
  readonly lambda: LambdaClient;
  readonly resources: Resources;
  readonly #dynamodb: DynamoDBClient;
  readonly #sqs: SQSClient;
  readonly #child: ChildProcess;
  readonly #output: Promise<string[]>;

  private constructor(child: ChildProcess, output: Promise<string[]>, url: string, resources: Resources) {
    const client = clientConfig(url);
    this.s3 = new S3Client(client);
    this.lambda = new LambdaClient(client);
    this.#dynamodb = new DynamoDBClient(client);
    this.#sqs = new SQSClient(client);
    this.#child = child;
    this.#output = output;
    this.resources = resources;
  }

  static async start(state: string, retryDelay: string): Promise<Running> {
    const port = await freePort();
    const ready = `${state}.${retryDelay}.ready`;
    const options = ["--port", `${port}`, "--state", state, "--retry-delay", retryDelay, "--ready-file", ready];
    const child = spawn(process.execPath, [join(PROJECT, "dev/cli.mjs"), "up", "--no-watch", ...options], {
      cwd: PROJECT,
      env: { ...process.env, NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    const output = Promise.all([text(child.stdout), text(child.stderr)]);
    const isReady = (): boolean => existsSync(ready) || child.exitCode !== null;
    await expect.poll(isReady, { timeout: 60_000 }).toBe(true);
    const url = `http://127.0.0.1:${port}`;
    return new Running(child, output, url, await findResources(clientConfig(url), "doppelface"));
  }

  /** Pictures that have their faces and rows. */
  async done(): Promise<number> {
    const items = await listPictures(this.#dynamodb, this.resources.picturesTable);
    return items.filter(({ status }) => status === "REGISTERED").length;
  }

  /** Events that were given up. */
  async failed(): Promise<number> {
    const { QueueUrl } = await this.#sqs.send(new GetQueueUrlCommand({ QueueName: this.resources.queue }));
    const AttributeNames = ["ApproximateNumberOfMessages" as const];
    const { Attributes } = await this.#sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    return Number(Attributes?.["ApproximateNumberOfMessages"]);
  }

  async stop(): Promise<{ status: number | null; output: string }> {
    const exit = once(this.#child, "exit", { signal: AbortSignal.timeout(30_000) });
    this.#child.kill("SIGTERM");
    const [status] = (await exit) as [number | null];
    return { status, output: (await this.#output).join("\n") };
  }
}

function eventsIn(state: string): { tries: number }[] {
  const database = new DatabaseSync(join(state, "state.sqlite"), { readOnly: true });
  try {
    return database.prepare("SELECT tries FROM event").all() as unknown as { tries: number }[];
  } finally {
    database.close();
  }
}
