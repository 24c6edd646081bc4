import * as v from "valibot";
import { unlessMissing } from "./missing.ts";
import { number, policyDocument, policyText, tags, text } from "./property-schemas.ts";
import { type ResourceContext, resourceType } from "./resource-type.ts";
import { type TagEntry, changeTags } from "./tag-changes.ts";

const properties = v.strictObject({
  Description: v.optional(text),
  KeyPolicy: v.optional(policyDocument),
  KeySpec: v.optional(text),
  KeyUsage: v.optional(text),
  PendingWindowInDays: v.optional(number),
  Tags: v.optional(tags),
});

/** What a key has where the template says nothing. */
const DEFAULTS = { KeySpec: "SYMMETRIC_DEFAULT", KeyUsage: "ENCRYPT_DECRYPT" } as const;

const Created = v.object({ KeyMetadata: v.object({ KeyId: v.string() }) });

/** AWS::KMS::Key; `Ref` is the key's id. */
export const key = resourceType({
  type: "AWS::KMS::Key",
  properties,
  replacedBy: [],
  // AWS refuses it too, "regardless of the value of the UpdateReplacePolicy", lest a key be deleted by accident (the
  // type's reference). The words are ours, those of AWS were not seen.
  refusal(given, before) {
    const changed = Object.entries(DEFAULTS).filter(([name, fallback]) => {
      const property = name as keyof typeof DEFAULTS;
      return (given[property] ?? fallback) !== (before[property] ?? fallback);
    });
    if (changed.length === 0) return undefined;
    const names = changed.map(([name]) => name).join(" and ");
    return `The ${names} of a KMS key cannot be changed. Give the key that is to have another one another logical id.`;
  },
  attributeNames: ["Arn", "KeyId"],
  async create({ Description, KeyPolicy, KeySpec, KeyUsage, Tags }, context) {
    const answer = await context.dispatch("kms", "CreateKey", {
      ...(Description === undefined ? {} : { Description }),
      ...(KeyPolicy === undefined ? {} : { Policy: policyText(KeyPolicy) }),
      ...(KeySpec === undefined ? {} : { KeySpec }),
      ...(KeyUsage === undefined ? {} : { KeyUsage }),
      ...(Tags === undefined ? {} : { Tags: Tags.map(toTag) }),
    });
    return v.parse(Created, answer).KeyMetadata.KeyId;
  },
  async update(given, before, context) {
    const KeyId = context.physicalId;
    if (given.Description !== before.Description) {
      await context.dispatch("kms", "UpdateKeyDescription", { KeyId, Description: given.Description ?? "" });
    }
    const policy = textOf(given.KeyPolicy);
    if (policy !== undefined && policy !== textOf(before.KeyPolicy)) {
      await context.dispatch("kms", "PutKeyPolicy", { KeyId, Policy: policy });
    }
    const { set, removed } = changeTags(given.Tags, before.Tags);
    if (set.length > 0) await context.dispatch("kms", "TagResource", { KeyId, Tags: set.map(toTag) });
    if (removed.length > 0) await context.dispatch("kms", "UntagResource", { KeyId, TagKeys: removed });
  },
  async delete({ PendingWindowInDays }, context) {
    if (!(await isEnabled(context))) return;
    await context.dispatch("kms", "ScheduleKeyDeletion", {
      KeyId: context.physicalId,
      ...(PendingWindowInDays === undefined ? {} : { PendingWindowInDays }),
    });
  },
  attributes: async (_given, { account, region, physicalId }) => ({
    Arn: `arn:aws:kms:${region}:${account}:key/${physicalId}`,
    KeyId: physicalId,
  }),
});

const Described = v.object({ KeyMetadata: v.object({ KeyState: v.string() }) });

/** A key that goes already, or whose creation failed, needs nothing more. */
async function isEnabled(context: ResourceContext): Promise<boolean> {
  const KeyId = context.physicalId;
  if (KeyId === "") return false;
  const answer = await unlessMissing(context.dispatch("kms", "DescribeKey", { KeyId }));
  return answer !== undefined && v.parse(Described, answer).KeyMetadata.KeyState === "Enabled";
}

function textOf(policy: v.InferOutput<typeof policyDocument> | undefined): string | undefined {
  return policy === undefined ? undefined : policyText(policy);
}

function toTag({ Key, Value }: TagEntry): { TagKey: string; TagValue: string } {
  return { TagKey: Key, TagValue: Value };
}
