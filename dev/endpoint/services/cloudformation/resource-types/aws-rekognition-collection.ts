import * as v from "valibot";
import { isThere, unlessMissing } from "./missing.ts";
import { tags, text } from "./property-schemas.ts";
import { resourceType } from "./resource-type.ts";
import { changeTags, tagMap } from "./tag-changes.ts";

/** AWS::Rekognition::Collection. */
export const collection = resourceType({
  type: "AWS::Rekognition::Collection",
  properties: v.strictObject({ CollectionId: text, Tags: v.optional(tags) }),
  replacedBy: ["CollectionId"],
  attributeNames: ["Arn"],
  name: { property: "CollectionId", maxLength: 255 },
  exists: (context) => isThere(context.dispatch("rekognition", "DescribeCollection", { CollectionId: context.name })),
  async create({ Tags }, context) {
    await context.dispatch("rekognition", "CreateCollection", {
      CollectionId: context.name,
      ...(Tags === undefined ? {} : { Tags: tagMap(Tags) }),
    });
    return context.name;
  },
  async update(properties, before, context) {
    const { set, removed } = changeTags(properties.Tags, before.Tags);
    const ResourceArn = arnOf(context);
    if (set.length > 0) {
      await context.dispatch("rekognition", "TagResource", { ResourceArn, Tags: tagMap(set) });
    }
    if (removed.length > 0) {
      await context.dispatch("rekognition", "UntagResource", { ResourceArn, TagKeys: removed });
    }
  },
  async delete(_properties, context) {
    await unlessMissing(context.dispatch("rekognition", "DeleteCollection", { CollectionId: context.name }));
  },
  attributes: async (_properties, context) => ({ Arn: arnOf(context) }),
});

function arnOf({ region, account, name }: { region: string; account: string; name: string }): string {
  return `arn:aws:rekognition:${region}:${account}:collection/${name}`;
}
