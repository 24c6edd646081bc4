import * as v from "valibot";
import type { App, AppNode } from "../wire/wire.ts";
import type { AwsClients } from "./aws-clients.ts";

const many = <Item extends v.GenericSchema>(item: Item) =>
  v.pipe(
    v.union([item, v.array(item)]),
    v.transform((found): unknown[] => [found].flat()),
    v.array(item),
  );

const Policy = v.object({
  Statement: many(
    v.object({
      Effect: v.string(),
      Action: v.optional(many(v.string()), []),
      Resource: v.optional(many(v.string()), []),
    }),
  ),
});

/** Kinds that a function uses; what leads from a bucket to it is its notification. */
const USED: ReadonlySet<AppNode["kind"]> = new Set(["collection", "table", "queue"]);

/**
 * What leads to what: notifications of buckets and destinations of functions as they are set up, and what the roles of
 * functions name in their policies.
 */
export async function edgesOf(clients: AwsClients, nodes: readonly AppNode[]): Promise<App["edges"]> {
  const found = await Promise.all(
    nodes.map((node) => {
      if (node.kind === "bucket") return notified(clients, node, nodes);
      return node.kind === "function" ? fromFunction(clients, node, nodes) : Promise.resolve([]);
    }),
  );
  return found.flat();
}

async function notified(clients: AwsClients, bucket: AppNode, nodes: readonly AppNode[]): Promise<App["edges"]> {
  const set = await clients
    .read("s3:GetBucketNotificationConfiguration", { Bucket: bucket.name })
    .catch(() => undefined);
  const arns = [
    ...(set?.LambdaFunctionConfigurations ?? []).map(({ LambdaFunctionArn }) => LambdaFunctionArn),
    ...(set?.QueueConfigurations ?? []).map(({ QueueArn }) => QueueArn),
  ];
  return [...new Set(arns)].flatMap((arn) => {
    const to = nodeOf(arn, nodes);
    return to === undefined ? [] : [{ from: bucket.id, to: to.id, kind: "event" as const }];
  });
}

async function fromFunction(clients: AwsClients, node: AppNode, nodes: readonly AppNode[]): Promise<App["edges"]> {
  const FunctionName = node.name;
  const invoke = await clients.read("lambda:GetFunctionEventInvokeConfig", { FunctionName }).catch(() => undefined);
  const { OnFailure, OnSuccess } = invoke?.DestinationConfig ?? {};
  const failed = nodeOf(OnFailure?.Destination, nodes);
  const succeeded = nodeOf(OnSuccess?.Destination, nodes);
  const used = (await namedByRole(clients, FunctionName).catch(() => [])).flatMap((arn) => {
    const to = nodeOf(arn, nodes);
    return to === undefined || !USED.has(to.kind) || to === failed ? [] : [to.id];
  });
  return [
    ...[...new Set(used)].map((to) => ({ from: node.id, to, kind: "use" as const })),
    ...(succeeded === undefined ? [] : [{ from: node.id, to: succeeded.id, kind: "event" as const }]),
    ...(failed === undefined ? [] : [{ from: node.id, to: failed.id, kind: "failed" as const }]),
  ];
}

/** ARNs in what a function's role allows by its inline policies, where the CDK puts grants. */
async function namedByRole(clients: AwsClients, FunctionName: string): Promise<string[]> {
  const { Role = "" } = await clients.read("lambda:GetFunctionConfiguration", { FunctionName });
  const RoleName = Role.split("/").at(-1) ?? Role;
  const { PolicyNames = [] } = await clients.read("iam:ListRolePolicies", { RoleName });
  const documents = await Promise.all(
    PolicyNames.map((PolicyName) => clients.read("iam:GetRolePolicy", { RoleName, PolicyName })),
  );
  return documents.flatMap(({ PolicyDocument = "" }) => {
    const policy = v.safeParse(Policy, JSON.parse(decodeURIComponent(PolicyDocument)));
    if (!policy.success) return [];
    return policy.output.Statement.filter(({ Effect }) => Effect === "Allow").flatMap(({ Resource }) => Resource);
  });
}

function nodeOf(arn: string | undefined, nodes: readonly AppNode[]): AppNode | undefined {
  // arn:aws:dynamodb:…:table/Name/index/*, arn:aws:lambda:…:function:name:alias, arn:aws:sqs:…:name
  const [, , service, , , ...rest] = (arn ?? "").split(":");
  const path = rest.join(":");
  const name = path.split("/")[1] ?? (service === "lambda" ? path.split(":")[1] : path);
  const kind = KIND_OF[service ?? ""];
  return nodes.find((node) => node.kind === kind && node.name === name);
}

const KIND_OF: Readonly<Record<string, AppNode["kind"]>> = {
  dynamodb: "table",
  lambda: "function",
  rekognition: "collection",
  sqs: "queue",
};
