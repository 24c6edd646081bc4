import * as v from "valibot";
import { unlessMissing } from "./missing.ts";
import { number, tags, text } from "./property-schemas.ts";
import { type ResourceContext, resourceType } from "./resource-type.ts";
import { changeTags, tagMap } from "./tag-changes.ts";

const Groups = v.object({ logGroups: v.optional(v.array(v.object({ logGroupName: v.string() })), []) });

/** AWS::Logs::LogGroup. */
export const logGroup = resourceType({
  type: "AWS::Logs::LogGroup",
  properties: v.strictObject({
    LogGroupName: v.optional(text),
    RetentionInDays: v.optional(number),
    Tags: v.optional(tags),
  }),
  replacedBy: ["LogGroupName"],
  attributeNames: ["Arn"],
  name: { property: "LogGroupName", maxLength: 512 },
  async exists(context) {
    const answer = await context.dispatch("logs", "DescribeLogGroups", { logGroupNamePrefix: context.name });
    return v.parse(Groups, answer).logGroups.some(({ logGroupName }) => logGroupName === context.name);
  },
  async create({ RetentionInDays, Tags }, context) {
    await context.dispatch("logs", "CreateLogGroup", {
      logGroupName: context.name,
      ...(Tags === undefined ? {} : { tags: tagMap(Tags) }),
    });
    await retain(RetentionInDays, undefined, context);
    return context.name;
  },
  async update(properties, before, context) {
    await retain(properties.RetentionInDays, before.RetentionInDays, context);
    const { set, removed } = changeTags(properties.Tags, before.Tags);
    const resourceArn = arnOf(context);
    if (set.length > 0) await context.dispatch("logs", "TagResource", { resourceArn, tags: tagMap(set) });
    if (removed.length > 0) await context.dispatch("logs", "UntagResource", { resourceArn, tagKeys: removed });
  },
  async delete(_properties, context) {
    await unlessMissing(context.dispatch("logs", "DeleteLogGroup", { logGroupName: context.name }));
  },
  attributes: async (_properties, context) => ({ Arn: `${arnOf(context)}:*` }),
});

async function retain(days: number | undefined, before: number | undefined, context: ResourceContext): Promise<void> {
  const logGroupName = context.name;
  if (days === before) return;
  if (days === undefined) await context.dispatch("logs", "DeleteRetentionPolicy", { logGroupName });
  else await context.dispatch("logs", "PutRetentionPolicy", { logGroupName, retentionInDays: days });
}

function arnOf({ region, account, name }: ResourceContext): string {
  return `arn:aws:logs:${region}:${account}:log-group:${name}`;
}
