import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type DeployedApp, deployApp } from "../../../dev/app/deploy-app.ts";
import { findApp } from "../../../dev/app/find-app.ts";
import { PROJECT } from "../../../dev/config/project.ts";
import { Bus } from "../../../dev/trace/bus.ts";
import type { EventOf } from "../../../dev/trace/events.ts";
import { type Watch, startWatch } from "../../../dev/watch/watch.ts";
import { WatchedApp } from "../../../dev/watch/watched-app.ts";
import { Functions } from "../../endpoint/services/lambda/support.ts";
import { type AppFiles, copyApp } from "../../support/copy-app.ts";
import { type ClientConfig, startTestEndpoint } from "../../support/endpoint.ts";

/** An app of `fixtures/apps/` in a folder of its own, deployed and watched. */
export interface AppUnderTest extends AsyncDisposable {
  readonly folder: string;
  readonly client: ClientConfig;
  readonly bus: Bus;
  readonly deployed: DeployedApp;
  readonly functions: Functions;
  /** Outputs of all stacks. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Name in Lambda of the function whose logical id begins so. */
  named(logicalId: string): string;
  /** Replaces a text in a file of the app, and waits until the save is live. */
  save(file: string, from: string, to: string): Promise<EventOf<"live">>;
  /** Puts a picture of `fixtures/pictures/` into the bucket. */
  put(picture: string, key?: string): Promise<void>;
  items(table: string): Promise<Record<string, string | undefined>[]>;
}

/** Starts a fixture, or an app of these files, on an endpoint of its own. */
export async function startApp(name: string, files: AppFiles = {}): Promise<AppUnderTest> {
  await using starting = new AsyncDisposableStack();
  const { folder } = starting.use(copyApp(name, files));
  const bus = new Bus();
  const endpoint = starting.use(await startTestEndpoint({ bus }));
  const app = findApp(folder);
  if (app === undefined) throw new Error(`${folder} holds no app.`);
  const deployed = await deployApp(endpoint.client, app);
  const watched = await WatchedApp.open(deployed, {});
  const environment = { connection: endpoint.client, bus };
  const watch: Watch = await startWatch({ environment, watched, ask: () => Promise.resolve(undefined) });
  starting.defer(() => watch.remove());
  starting.defer(() => watch.close());
  const outputs = await outputsOf(endpoint.client, deployed.stacks);
  const s3 = new S3Client({ ...endpoint.client, forcePathStyle: true });
  const dynamodb = new DynamoDBClient(endpoint.client);
  const ending = starting.move();
  return {
    folder,
    client: endpoint.client,
    bus,
    deployed,
    outputs,
    functions: new Functions(endpoint.client, ""),
    named: (logicalId) => deployed.functions.find((one) => one.logicalId.startsWith(logicalId))?.name ?? "",
    save(file, from, to) {
      const text = readFileSync(join(folder, file), "utf8");
      if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
      const saved = live(bus);
      writeFileSync(
        join(folder, file),
        text.replace(from, () => to),
      );
      return saved;
    },
    async put(picture, key = picture) {
      const Body = readFileSync(join(PROJECT, "fixtures", "pictures", picture));
      await s3.send(new PutObjectCommand({ Bucket: outputs["BucketName"], Key: key, Body }));
    },
    async items(TableName) {
      const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName }));
      return Items.map((item) =>
        Object.fromEntries(Object.entries(item).map(([name, value]) => [name, value.S ?? value.N])),
      );
    },
    [Symbol.asyncDispose]: () => ending.disposeAsync(),
  };
}

/** The next save that is live; one that fails rejects. */
function live(bus: Bus): Promise<EventOf<"live">> {
  return new Promise((resolve, reject) => {
    const stop = bus.onEvery((event) => {
      if (event.type === "reloadFailed") reject(new Error(event.message));
      else if (event.type === "live" && event.what !== "nothing") resolve(event);
      else return;
      stop();
    });
  });
}

async function outputsOf(client: ClientConfig, stacks: readonly string[]): Promise<Record<string, string>> {
  const cloudformation = new CloudFormationClient(client);
  const all = await Promise.all(
    stacks.map((StackName) => cloudformation.send(new DescribeStacksCommand({ StackName }))),
  );
  const outputs = all.flatMap(({ Stacks = [] }) => Stacks.flatMap(({ Outputs = [] }) => Outputs));
  return Object.fromEntries(outputs.map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]));
}
