import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ECRClient } from "@aws-sdk/client-ecr";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { STSClient } from "@aws-sdk/client-sts";
import { type HandSigning, handSigned } from "../support/hand-signed.ts";
import { type RawRequest, send } from "../support/signed-request.ts";
import type { ClientConfig } from "../support/endpoint.ts";
import { Recorder } from "./observe.ts";

/** What a truth asks with: clients of the SDK, made when they are used, and requests by hand. */
export class Aws {
  readonly recorder = new Recorder();
  readonly config: ClientConfig;
  /** A bucket of the truth's own; made by `made()`. */
  readonly bucket: string;
  /** For names of tables, queues and the like. */
  readonly name: string;
  #clients = new Map<string, unknown>();

  constructor(config: ClientConfig, number: number) {
    this.config = config;
    this.bucket = `truth-${number}`;
    this.name = `truth-${number}`;
  }

  get s3(): S3Client {
    return this.#client(
      "s3",
      () => new S3Client({ ...this.config, forcePathStyle: true, followRegionRedirects: false }),
    );
  }

  get dynamodb(): DynamoDBClient {
    return this.#client("dynamodb", () => new DynamoDBClient(this.config));
  }

  get sqs(): SQSClient {
    return this.#client("sqs", () => new SQSClient(this.config));
  }

  get lambda(): LambdaClient {
    return this.#client("lambda", () => new LambdaClient(this.config));
  }

  get logs(): CloudWatchLogsClient {
    return this.#client("logs", () => new CloudWatchLogsClient(this.config));
  }

  get cloudwatch(): CloudWatchClient {
    return this.#client("cloudwatch", () => new CloudWatchClient(this.config));
  }

  get cloudformation(): CloudFormationClient {
    return this.#client("cloudformation", () => new CloudFormationClient(this.config));
  }

  get iam(): IAMClient {
    return this.#client("iam", () => new IAMClient(this.config));
  }

  get sts(): STSClient {
    return this.#client("sts", () => new STSClient(this.config));
  }

  get ssm(): SSMClient {
    return this.#client("ssm", () => new SSMClient(this.config));
  }

  get kms(): KMSClient {
    return this.#client("kms", () => new KMSClient(this.config));
  }

  get ecr(): ECRClient {
    return this.#client("ecr", () => new ECRClient(this.config));
  }

  /** Makes the truth's bucket. */
  async made(): Promise<string> {
    await this.s3.send(new CreateBucketCommand({ Bucket: this.bucket }));
    return this.bucket;
  }

  /** Sends a request that is signed as the documentation of version 4 says, whatever the SDK would do. */
  async signed(request: Partial<RawRequest>, signing: HandSigning): Promise<void> {
    await this.raw(handSigned(this.config.endpoint, request, signing));
  }

  /** Sends a request as it stands. */
  async raw(request: RawRequest): Promise<void> {
    this.recorder.keep(await send(this.config.endpoint, request));
  }

  /** Ends the connections. */
  close(): void {
    for (const client of this.#clients.values()) (client as { destroy(): void }).destroy();
  }

  #client<Client extends { middlewareStack: { use(plugin: never): void } }>(name: string, make: () => Client): Client {
    const known = this.#clients.get(name) as Client | undefined;
    if (known !== undefined) return known;
    const client = make();
    client.middlewareStack.use(this.recorder.plugin as never);
    this.#clients.set(name, client);
    return client;
  }
}
