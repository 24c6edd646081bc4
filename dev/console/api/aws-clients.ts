import { type Connection, rekognitionConnection } from "../../pipeline/connection.ts";
import { DIRECT, type Direct, type DirectOperation } from "./direct.ts";
import type { AwsOperation, AwsOperations } from "../wire/aws-operations.ts";

const MODULES = {
  cloudformation: () => import("@aws-sdk/client-cloudformation"),
  cloudwatch: () => import("@aws-sdk/client-cloudwatch"),
  dynamodb: () => import("@aws-sdk/client-dynamodb"),
  iam: () => import("@aws-sdk/client-iam"),
  lambda: () => import("@aws-sdk/client-lambda"),
  logs: () => import("@aws-sdk/client-cloudwatch-logs"),
  rekognition: () => import("@aws-sdk/client-rekognition"),
  s3: () => import("@aws-sdk/client-s3"),
  sqs: () => import("@aws-sdk/client-sqs"),
};

type AwsService = keyof typeof MODULES;

const CLIENTS: Readonly<Record<AwsService, string>> = {
  cloudformation: "CloudFormationClient",
  cloudwatch: "CloudWatchClient",
  dynamodb: "DynamoDBClient",
  iam: "IAMClient",
  lambda: "LambdaClient",
  logs: "CloudWatchLogsClient",
  rekognition: "RekognitionClient",
  s3: "S3Client",
  sqs: "SQSClient",
};

interface Client {
  send(command: unknown): Promise<unknown>;
  destroy(): void;
}

interface Loaded {
  readonly client: Client;
  readonly command: (operation: string, input: unknown) => unknown;
}

/** Clients of the environment's AWS services, each made when it is first needed. */
export class AwsClients {
  readonly connection: Connection;
  /** Undefined beside another emulator. */
  readonly direct: Direct | undefined;
  readonly #loaded = new Map<AwsService, Promise<Loaded>>();
  #destroyed = false;

  constructor(connection: Connection, direct: Direct | undefined) {
    this.connection = connection;
    this.direct = direct;
  }

  /**
   * Reads by an operation that an open page needs all the time: without a client where the engine is in this process, so
   * that neither clients nor sockets are added to it. Rejects as the SDK does, or with a ServiceError.
   */
  async read<Name extends DirectOperation>(name: Name, input: AwsOperations[Name][0]): Promise<AwsOperations[Name][1]> {
    if (this.direct === undefined) return this.call(name, input);
    const operation = name.slice(name.indexOf(":") + 1);
    return (await this.direct.operation(DIRECT[name], operation, withoutDates(input))) as AwsOperations[Name][1];
  }

  /** Calls an operation; rejects as the SDK does. */
  async call<Name extends AwsOperation>(name: Name, input: AwsOperations[Name][0]): Promise<AwsOperations[Name][1]> {
    const [service = "", operation = ""] = name.split(":");
    const { client, command } = await this.#of(service as AwsService);
    return (await client.send(command(operation, input))) as AwsOperations[Name][1];
  }

  destroy(): void {
    this.#destroyed = true;
    for (const loaded of this.#loaded.values()) void loaded.then(({ client }) => client.destroy());
    this.#loaded.clear();
  }

  #of(service: AwsService): Promise<Loaded> {
    if (this.#destroyed) throw new Error("The environment is stopping.");
    let loaded = this.#loaded.get(service);
    if (loaded === undefined) {
      loaded = this.#load(service);
      this.#loaded.set(service, loaded);
    }
    return loaded;
  }

  async #load(service: AwsService): Promise<Loaded> {
    // All of them are made in the same way, which their types do not say.
    const module = (await MODULES[service]()) as unknown as Record<string, new (input: unknown) => unknown>;
    const make = (name: string, input: unknown): unknown => {
      const Class = module[name];
      if (Class === undefined) throw new Error(`@aws-sdk has no ${name} for ${service}.`);
      return new Class(input);
    };
    const connection = service === "rekognition" ? rekognitionConnection(this.connection) : this.connection;
    return {
      // A page tells by itself that something fails, and is not to wait for three attempts.
      client: make(CLIENTS[service], { ...connection, maxAttempts: 1 }) as Client,
      command: (operation, input) => make(`${operation}Command`, input),
    };
  }
}

/** Times as the operations take them over the wire: epoch seconds. */
function withoutDates(input: object): object {
  const members = Object.entries(input).map(([name, value]) => [
    name,
    value instanceof Date ? value.getTime() / 1000 : value,
  ]);
  return Object.fromEntries(members) as object;
}
