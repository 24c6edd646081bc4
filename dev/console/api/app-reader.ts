import { setTimeout as sleep } from "node:timers/promises";
import type { Bus } from "../../trace/bus.ts";
import { jsonAnswer } from "../../endpoint/http/control.ts";
import type { HttpResponse } from "../../endpoint/service.ts";
import type { App, AppNode, Counts } from "../wire/wire.ts";
import { isLocalModel } from "./ask-control.ts";
import type { AwsClients } from "./aws-clients.ts";
import { edgesOf } from "./app-edges.ts";

/** The resources that are drawn, by their type of CloudFormation. */
const KINDS: Readonly<Record<string, AppNode["kind"]>> = {
  "AWS::S3::Bucket": "bucket",
  "AWS::Lambda::Function": "function",
  "AWS::Rekognition::Collection": "collection",
  "AWS::DynamoDB::Table": "table",
  "AWS::DynamoDB::GlobalTable": "table",
  "AWS::SQS::Queue": "queue",
};

/** The CDK's own: functions of its custom resources, and the stack of `cdk bootstrap`. */
const OF_THE_CDK = /^(BucketNotificationsHandler|CustomS3AutoDelete|AWS679f|LogRetention|CDKToolkit)/;

/** Milliseconds between two counts: pages ask after each upload. */
const COUNTS_MS = 1000;
/** How many times as long as a count takes it rests, so that it costs the environment a fortieth of its time at most. */
const RESTS = 40;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Objects that are counted by themselves; above, there are more. */
const MOST_COUNTED = 5000;

/** Reads the app that runs by the APIs of AWS alone: its stacks, what they hold, and what leads to what. */
export class AppReader {
  readonly #clients: AwsClients;
  #app: Promise<App> | undefined;
  /** The next count, which whoever asks before it begins waits for. */
  #counts: Promise<Counts> | undefined;
  /** By `performance.now()`. */
  #restsUntil = 0;

  constructor(clients: AwsClients, bus: Bus) {
    this.#clients = clients;
    bus.on("stackChanged", () => (this.#app = undefined));
    bus.on("live", () => (this.#app = undefined));
  }

  async app(): Promise<HttpResponse> {
    return jsonAnswer(await this.read());
  }

  async counts(): Promise<HttpResponse> {
    this.#counts ??= this.#nextCount();
    return jsonAnswer(await this.#counts);
  }

  /** What runs; read again after each deploy. An engine that tells of none is asked each time. */
  read(): Promise<App> {
    this.#app ??= this.#read().then(
      (app) => {
        if (app.nodes.length === 0) this.#app = undefined;
        return app;
      },
      (error: unknown) => {
        this.#app = undefined;
        throw error;
      },
    );
    return this.#app;
  }

  async #read(): Promise<App> {
    const { Stacks = [] } = await this.#clients.read("cloudformation:DescribeStacks", {});
    const stacks = Stacks.map(({ StackName = "" }) => StackName).filter((name) => !OF_THE_CDK.test(name));
    const nodes: AppNode[] = [];
    for (const StackName of stacks) {
      const { StackResources = [] } = await this.#clients.read("cloudformation:DescribeStackResources", { StackName });
      for (const {
        ResourceType = "",
        PhysicalResourceId: physical,
        LogicalResourceId: logicalId = "",
      } of StackResources) {
        const kind = KINDS[ResourceType];
        if (kind === undefined || physical === undefined || OF_THE_CDK.test(logicalId)) continue;
        // A queue's is its URL.
        const name = kind === "queue" ? (physical.split("/").at(-1) ?? physical) : physical;
        nodes.push({ id: `${kind}:${name}`, kind, name, stack: StackName, logicalId });
      }
    }
    // Beside another emulator no stack holds them.
    const { CollectionIds = [] } = (await isLocalModel(this.#clients))
      ? await this.#clients.read("rekognition:ListCollections", {})
      : {};
    for (const name of CollectionIds) {
      if (nodes.some(({ id }) => id === `collection:${name}`)) continue;
      nodes.push({ id: `collection:${name}`, kind: "collection", name, stack: "", logicalId: "" });
    }
    return { stacks, nodes, edges: await edgesOf(this.#clients, nodes) };
  }

  async #nextCount(): Promise<Counts> {
    await sleep(Math.max(0, this.#restsUntil - performance.now()), undefined, { ref: false });
    this.#counts = undefined;
    const startedAt = performance.now();
    const counts = await this.#count();
    const endedAt = performance.now();
    this.#restsUntil = endedAt + Math.max(COUNTS_MS, RESTS * (endedAt - startedAt));
    return counts;
  }

  async #count(): Promise<Counts> {
    const { nodes } = await this.read();
    const counted = await Promise.all(
      nodes.map(async ({ id, kind, name }) => {
        const found = await this.#countOf(kind, name).catch(() => undefined);
        return found === undefined ? [] : [[id, found] as const];
      }),
    );
    return Object.fromEntries(counted.flat());
  }

  async #countOf(kind: AppNode["kind"], name: string): Promise<Counts[string] | undefined> {
    switch (kind) {
      case "bucket":
        return this.#objects(name);
      case "table": {
        const { Count = 0, LastEvaluatedKey } = await this.#clients.read("dynamodb:Scan", {
          TableName: name,
          Select: "COUNT",
        });
        return { count: Count, more: LastEvaluatedKey !== undefined };
      }
      case "collection": {
        if (!(await isLocalModel(this.#clients))) return undefined;
        const { FaceCount = 0 } = await this.#clients.read("rekognition:DescribeCollection", { CollectionId: name });
        return { count: FaceCount, more: false };
      }
      case "queue": {
        const { QueueUrl } = await this.#clients.read("sqs:GetQueueUrl", { QueueName: name });
        const { Attributes = {} } = await this.#clients.read("sqs:GetQueueAttributes", {
          QueueUrl,
          AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
        });
        const parts = Object.values(Attributes).map(Number);
        return { count: parts.reduce((sum, part) => sum + part, 0), more: false };
      }
      case "function":
        return { count: await this.#invocations(name), more: false };
    }
  }

  async #invocations(FunctionName: string): Promise<number> {
    const EndTime = new Date(Date.now() + MINUTE_MS);
    const { MetricDataResults = [] } = await this.#clients.read("cloudwatch:GetMetricData", {
      StartTime: new Date(EndTime.getTime() - DAY_MS),
      EndTime,
      MetricDataQueries: [
        {
          Id: "invocations",
          MetricStat: {
            Metric: {
              Namespace: "AWS/Lambda",
              MetricName: "Invocations",
              Dimensions: [{ Name: "FunctionName", Value: FunctionName }],
            },
            Period: 3600,
            Stat: "Sum",
          },
        },
      ],
    });
    return MetricDataResults.flatMap(({ Values = [] }) => Values).reduce((sum, value) => sum + value, 0);
  }

  async #objects(Bucket: string): Promise<Counts[string]> {
    let count = 0;
    let ContinuationToken: string | undefined;
    do {
      const page = await this.#clients.read("s3:ListObjectsV2", {
        Bucket,
        ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
      });
      count += page.KeyCount ?? 0;
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined && count < MOST_COUNTED);
    return { count, more: ContinuationToken !== undefined };
  }
}
