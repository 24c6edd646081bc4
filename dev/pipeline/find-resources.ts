import {
  CloudFormationClient,
  type StackResourceSummary,
  paginateDescribeStacks,
  paginateListStackResources,
} from "@aws-sdk/client-cloudformation";
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type FunctionConfiguration, GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetBucketNotificationConfigurationCommand, S3Client } from "@aws-sdk/client-s3";
import { type Connection, rekognitionConnection } from "./connection.ts";
import { type BucketResource, type FunctionResource, Resources, type TableResource } from "./resources.ts";

/** The stack of `cdk bootstrap`, which holds nothing of an app. */
const TOOLKIT = "CDKToolkit";

/** Functions that the CDK adds for custom resources, by the beginnings of their logical ids. */
export const PROVIDERS =
  /^(BucketNotificationsHandler|LogRetention|AWS679f53fac|Custom[A-Za-z0-9]*CustomResourceProvider)/;

/** As the service model has it. */
const COLLECTION_ID = /^[a-zA-Z0-9_.-]{1,255}$/;

/**
 * Finds what stacks hold by ListStackResources, and what its services say of it.
 * @param names the stacks; default: all of the endpoint, but for CDKToolkit
 * @throws where there is no such stack
 */
export async function findResources(connection: Partial<Connection>, ...names: readonly string[]): Promise<Resources> {
  const clients = {
    cloudformation: new CloudFormationClient(connection),
    // By its name alone an emulator in another container is reached, not its buckets by theirs.
    s3: new S3Client({ ...connection, forcePathStyle: true }),
    dynamodb: new DynamoDBClient(connection),
    lambda: new LambdaClient(connection),
  };
  try {
    const stacks = names.length > 0 ? names : await stacksThere(clients.cloudformation);
    const lists = await Promise.all(stacks.map((name) => resourcesOf(clients.cloudformation, name)));
    const all = lists.flat();
    const idsOf = (type: string): string[] => namesOf(all.filter(({ ResourceType }) => ResourceType === type));
    const functions = all.filter(
      ({ ResourceType, LogicalResourceId = "" }) =>
        ResourceType === "AWS::Lambda::Function" && !PROVIDERS.test(LogicalResourceId),
    );
    const [buckets, described, configured] = await Promise.all([
      Promise.all(idsOf("AWS::S3::Bucket").map((name) => bucketOf(clients.s3, name))),
      Promise.all(idsOf("AWS::DynamoDB::Table").map((name) => tableOf(clients.dynamodb, name))),
      Promise.all(namesOf(functions).map((name) => configurationOf(clients.lambda, name))),
    ]);
    const made = idsOf("AWS::Rekognition::Collection");
    const tables = described.map((one) => ({ ...one, isOfPictures: isOfPictures(one, configured) }));
    // Most apps have theirs made by a call, or an emulator has left it out of the stack: then their functions name it.
    const named = made.length > 0 ? made : namedCollections(configured);
    return new Resources({
      buckets,
      tables,
      collections: named.length > 0 ? named : await collectionsThere(connection),
      functions: configured.map(functionOf),
      // The id of a queue is its URL.
      queues: idsOf("AWS::SQS::Queue").map((url) => url.split("/").at(-1) ?? url),
    });
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
}

async function stacksThere(client: CloudFormationClient): Promise<string[]> {
  const names: string[] = [];
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    for (const { StackName, StackStatus, ParentId } of Stacks) {
      // One that is a resource of another is found in that one.
      if (StackName === undefined || StackName === TOOLKIT || ParentId !== undefined) continue;
      if (StackStatus !== "DELETE_COMPLETE") names.push(StackName);
    }
  }
  if (names.length > 0) return names;
  throw new Error("No stack is deployed there: deploy the app first, for example by `doppelface up`.");
}

/** What a stack holds, and the stacks that are resources of it. */
async function resourcesOf(client: CloudFormationClient, StackName: string): Promise<StackResourceSummary[]> {
  const all: StackResourceSummary[] = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName })) {
    all.push(...StackResourceSummaries.filter(({ ResourceStatus }) => ResourceStatus !== "DELETE_COMPLETE"));
  }
  const nested = namesOf(all.filter(({ ResourceType }) => ResourceType === "AWS::CloudFormation::Stack"));
  const below = await Promise.all(nested.map((id) => resourcesOf(client, id)));
  return [...all, ...below.flat()];
}

function namesOf(resources: readonly StackResourceSummary[]): string[] {
  const ids = resources.flatMap(({ PhysicalResourceId: id }) => (id === undefined || id === "" ? [] : [id]));
  // An emulator that does not tell which stacks are below another one has named what they hold twice.
  return [...new Set(ids)];
}

async function bucketOf(client: S3Client, name: string): Promise<BucketResource> {
  const { LambdaFunctionConfigurations = [] } = await client.send(
    new GetBucketNotificationConfigurationCommand({ Bucket: name }),
  );
  const told = LambdaFunctionConfigurations.filter(({ Events = [] }) =>
    Events.some((event) => event.startsWith("s3:ObjectCreated:")),
  ).map(({ Filter }) => {
    const valueOf = (wanted: string): string =>
      Filter?.Key?.FilterRules?.find(({ Name = "" }) => Name.toLowerCase() === wanted)?.Value ?? "";
    return { prefix: valueOf("prefix"), suffix: valueOf("suffix") };
  });
  const arns = LambdaFunctionConfigurations.map(({ LambdaFunctionArn = "" }) => LambdaFunctionArn);
  // arn:aws:lambda:<region>:<account>:function:<name>[:<version or alias>]
  return { name, notifies: [...new Set(arns.map((arn) => arn.split(":")[6] ?? arn))], told };
}

async function tableOf(client: DynamoDBClient, name: string): Promise<Omit<TableResource, "isOfPictures">> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
  const key = Table?.KeySchema?.find(({ KeyType }) => KeyType === "HASH")?.AttributeName ?? "";
  const keyType = Table?.AttributeDefinitions?.find(({ AttributeName }) => AttributeName === key)?.AttributeType ?? "";
  return { name, key, keyType, isKeyAlone: Table?.KeySchema?.length === 1 };
}

/** Whether a function knows a table by the variable of the template of `infra/`; others may have such a key too. */
function isOfPictures({ name, key }: Pick<TableResource, "name" | "key">, functions: readonly FunctionConfiguration[]) {
  const named = functions.map(({ Environment }) => Environment?.Variables?.["PICTURES_TABLE"]);
  return key === "picture" && named.includes(name);
}

function configurationOf(client: LambdaClient, name: string): Promise<FunctionConfiguration> {
  return client.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
}

function functionOf({ FunctionName: name = "", LoggingConfig }: FunctionConfiguration): FunctionResource {
  return { name, logGroup: LoggingConfig?.LogGroup ?? `/aws/lambda/${name}` };
}

/** What functions have in variables such as COLLECTION_ID. */
function namedCollections(functions: readonly FunctionConfiguration[]): string[] {
  const named = functions.flatMap(({ Environment }) =>
    Object.entries(Environment?.Variables ?? {}).flatMap(([name, value]) =>
      /collection/i.test(name) && COLLECTION_ID.test(value) ? [value] : [],
    ),
  );
  return [...new Set(named)];
}

async function collectionsThere(connection: Partial<Connection>): Promise<string[]> {
  // Few apps need it, and at the start every module counts.
  const { RekognitionClient, paginateListCollections } = await import("@aws-sdk/client-rekognition");
  const client = new RekognitionClient(rekognitionConnection(connection));
  const ids: string[] = [];
  try {
    for await (const { CollectionIds = [] } of paginateListCollections({ client }, {})) ids.push(...CollectionIds);
  } catch (error) {
    // Recordings need not hold this call, which is ours and not the app's.
    if (!(error instanceof Error && error.name === "ReplayMissException")) throw error;
  } finally {
    client.destroy();
  }
  return ids;
}
