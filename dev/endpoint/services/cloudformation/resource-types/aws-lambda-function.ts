import { isDeepStrictEqual } from "node:util";
import { zipSync } from "fflate";
import * as v from "valibot";
import {
  CONFIGURATION_DEFAULTS,
  type FunctionProperties,
  functionProperties,
} from "./aws-lambda-function-properties.ts";
import { isNotificationsHandler } from "./custom-s3-bucket-notifications.ts";
import { isThere, unlessMissing } from "./missing.ts";
import { type ResourceContext, resourceType } from "./resource-type.ts";
import { changeTags, tagMap } from "./tag-changes.ts";
import { until } from "./until.ts";

const Configuration = v.object({
  State: v.optional(v.string(), "Active"),
  StateReason: v.optional(v.string()),
  LastUpdateStatus: v.optional(v.string(), "Successful"),
  LastUpdateStatusReason: v.optional(v.string()),
});

/** AWS::Lambda::Function; it is complete once the function is Active. */
export const lambdaFunction = resourceType({
  type: "AWS::Lambda::Function",
  properties: functionProperties,
  replacedBy: ["FunctionName", "PackageType"],
  attributeNames: ["Arn"],
  name: { property: "FunctionName", maxLength: 64 },
  exists: (context) => isThere(context.dispatch("lambda", "GetFunctionConfiguration", { FunctionName: context.name })),
  async create(given, context) {
    if (isNotificationsHandler(context)) return context.name;
    const { ReservedConcurrentExecutions: reserved, RecursiveLoop, Tags, Code, ...members } = given;
    await context.dispatch("lambda", "CreateFunction", {
      ...members,
      FunctionName: context.name,
      Code: codeOf(Code),
      ...(Tags === undefined ? {} : { Tags: tagMap(Tags) }),
    });
    await ready(context);
    await reserve(reserved, undefined, context);
    await allowLoops(RecursiveLoop, undefined, context);
    return context.name;
  },
  async update(given, before, context) {
    if (isNotificationsHandler(context)) return;
    await updateConfiguration(given, before, context);
    await updateCode(given, before, context);
    await reserve(given.ReservedConcurrentExecutions, before.ReservedConcurrentExecutions, context);
    await allowLoops(given.RecursiveLoop, before.RecursiveLoop, context);
    const { set, removed } = changeTags(given.Tags, before.Tags);
    const Resource = arnOf(context);
    if (set.length > 0) await context.dispatch("lambda", "TagResource", { Resource, Tags: tagMap(set) });
    if (removed.length > 0) await context.dispatch("lambda", "UntagResource", { Resource, TagKeys: removed });
  },
  async delete(_given, context) {
    await unlessMissing(context.dispatch("lambda", "DeleteFunction", { FunctionName: context.name }));
  },
  attributes: async (_given, context) => ({ Arn: arnOf(context) }),
});

async function updateConfiguration(
  given: FunctionProperties,
  before: FunctionProperties,
  context: ResourceContext,
): Promise<void> {
  const changed = Object.entries(CONFIGURATION_DEFAULTS).flatMap(([name, fallback]) => {
    const property = name as keyof typeof CONFIGURATION_DEFAULTS;
    if (isDeepStrictEqual(given[property], before[property])) return [];
    const value = given[property] ?? fallback ?? (property === "LoggingConfig" ? defaultLogging(context) : undefined);
    return [[name, value] as const];
  });
  if (changed.length === 0) return;
  const input = { FunctionName: context.name, ...Object.fromEntries(changed) };
  await context.dispatch("lambda", "UpdateFunctionConfiguration", input);
  await ready(context);
}

async function updateCode(
  given: FunctionProperties,
  before: FunctionProperties,
  context: ResourceContext,
): Promise<void> {
  const { Architectures } = given;
  if (isDeepStrictEqual(given.Code, before.Code) && isDeepStrictEqual(Architectures, before.Architectures)) return;
  await context.dispatch("lambda", "UpdateFunctionCode", {
    FunctionName: context.name,
    ...codeOf(given.Code),
    Architectures: Architectures ?? ["x86_64"],
  });
  await ready(context);
}

async function reserve(
  reserved: number | undefined,
  before: number | undefined,
  context: ResourceContext,
): Promise<void> {
  const FunctionName = context.name;
  if (reserved === before) return;
  if (reserved === undefined) await context.dispatch("lambda", "DeleteFunctionConcurrency", { FunctionName });
  else {
    const input = { FunctionName, ReservedConcurrentExecutions: reserved };
    await context.dispatch("lambda", "PutFunctionConcurrency", input);
  }
}

async function allowLoops(
  wanted: FunctionProperties["RecursiveLoop"],
  before: FunctionProperties["RecursiveLoop"],
  context: ResourceContext,
): Promise<void> {
  if (wanted === before) return;
  const input = { FunctionName: context.name, RecursiveLoop: wanted ?? "Terminate" };
  await context.dispatch("lambda", "PutFunctionRecursionConfig", input);
}

async function ready(context: ResourceContext): Promise<void> {
  const FunctionName = context.name;
  await until(`The function ${FunctionName} becoming active`, async () => {
    const answer = await context.dispatch("lambda", "GetFunctionConfiguration", { FunctionName });
    const { State, StateReason, LastUpdateStatus, LastUpdateStatusReason } = v.parse(Configuration, answer);
    if (State === "Failed") throw new Error(StateReason ?? "The function's state is Failed");
    if (LastUpdateStatus === "Failed") throw new Error(LastUpdateStatusReason ?? "The function's update has failed");
    return State !== "Pending" && LastUpdateStatus !== "InProgress";
  });
}

/** Inline code is one file: on AWS too it becomes `index.js` of a zip archive. */
function codeOf({ ZipFile, ...code }: FunctionProperties["Code"]): Record<string, unknown> {
  if (ZipFile === undefined) return code;
  const archive = zipSync({ "index.js": [Buffer.from(ZipFile), { mtime: "1980-01-01T00:00:00" }] });
  return { ...code, ZipFile: Buffer.from(archive).toString("base64") };
}

function defaultLogging({ name }: ResourceContext): Record<string, string> {
  return { LogFormat: "Text", LogGroup: `/aws/lambda/${name}` };
}

function arnOf({ region, account, name }: ResourceContext): string {
  return `arn:aws:lambda:${region}:${account}:function:${name}`;
}
