import {
  DeleteBucketTaggingCommand,
  DeleteObjectCommand,
  DeleteObjectTaggingCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  PutBucketTaggingCommand,
  PutObjectTaggingCommand,
  type Tag,
} from "@aws-sdk/client-s3";
import type { Aws } from "../aws.ts";
import { bucketWith, put, versionedBucket } from "../s3-steps.ts";
import { type Answer, BUCKET, type Expected, type Truth, type Truths, from, localstack } from "../truth.ts";

const suite = (test: string) => localstack("s3/test_s3_api", `TestS3BucketObjectTagging::${test}`, "2025-01-21");

const tags = (...pairs: [string, string][]): Tag[] => pairs.map(([Key, Value]) => ({ Key, Value }));
const onBucket = (aws: Aws, TagSet: Tag[]) =>
  aws.s3.send(new PutBucketTaggingCommand({ Bucket: aws.bucket, Tagging: { TagSet } }));
const onObject = (aws: Aws, TagSet: Tag[], VersionId?: string) =>
  aws.s3.send(new PutObjectTaggingCommand({ Bucket: aws.bucket, Key: "key", VersionId, Tagging: { TagSet } }));
const ofObject = (aws: Aws, VersionId?: string) =>
  aws.s3.send(new GetObjectTaggingCommand({ Bucket: aws.bucket, Key: "key", VersionId }));

const invalid = (message: string, members: Record<string, Expected>): Answer => ({
  status: 400,
  code: "InvalidTag",
  message,
  members,
});
const noBucket: Answer = { status: 404, code: "NoSuchBucket", members: { BucketName: "no-such-bucket-at-all" } };
const marker = (Method: string): Answer => ({
  status: 405,
  code: "MethodNotAllowed",
  message: "The specified method is not allowed against this resource.",
  members: { Method, ResourceType: "DeleteMarker" },
});
const inHeader = (ArgumentValue: string): Answer => ({
  status: 400,
  code: "InvalidArgument",
  message:
    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
  members: { ArgumentName: "x-amz-tagging", ArgumentValue },
});

function bucketTags(TagSet: Tag[]): Truth["ask"] {
  return async (aws) => {
    await aws.made();
    return onBucket(aws, TagSet);
  };
}

function objectTags(TagSet: Tag[]): Truth["ask"] {
  return async (aws) => {
    await bucketWith(aws, "key");
    return onObject(aws, TagSet);
  };
}

/** Behind a delete marker, which is named or not. */
function marked(isNamed: boolean, ask: (aws: Aws, id: string | undefined) => Promise<unknown>): Truth["ask"] {
  return async (aws) => {
    const Bucket = await versionedBucket(aws);
    await put(aws, "key");
    const { VersionId } = await aws.s3.send(new DeleteObjectCommand({ Bucket, Key: "key" }));
    return ask(aws, isNamed ? VersionId : undefined);
  };
}

const removing = (aws: Aws, VersionId: string | undefined) =>
  aws.s3.send(new DeleteObjectTaggingCommand({ Bucket: aws.bucket, Key: "key", VersionId }));

const markers = [true, false].flatMap((isNamed) => {
  const which = isNamed ? "named" : "the newest";
  return from(suite("test_object_tagging_versioned"), {
    [`PutObjectTagging of a delete marker, ${which}`]: {
      ask: marked(isNamed, (aws, id) => onObject(aws, tags(["a", "1"]), id)),
      answer: marker("PUT"),
    },
    [`GetObjectTagging of a delete marker, ${which}`]: { ask: marked(isNamed, ofObject), answer: marker("GET") },
    [`DeleteObjectTagging of a delete marker, ${which}`]: { ask: marked(isNamed, removing), answer: marker("DELETE") },
  });
});

export const TRUTHS: Truths = {
  service: "S3",
  truths: [
    ...markers,
    ...from(suite("test_bucket_tagging_crud"), {
      "GetBucketTagging where nobody has put any": {
        ask: async (aws) => aws.s3.send(new GetBucketTaggingCommand({ Bucket: await aws.made() })),
        answer: {
          status: 404,
          code: "NoSuchTagSet",
          message: "The TagSet does not exist",
          members: { BucketName: BUCKET },
        },
      },
      PutBucketTagging: { ask: bucketTags(tags(["tag1", "tag1"], ["tag2", ""])), answer: { status: 204 } },
      "PutBucketTagging of an empty set": { ask: bucketTags([]), answer: { status: 204 } },
      "GetBucketTagging after an empty set": {
        async ask(aws) {
          await aws.made();
          await onBucket(aws, tags(["a", "1"]));
          await onBucket(aws, []);
          return aws.s3.send(new GetBucketTaggingCommand({ Bucket: aws.bucket }));
        },
        answer: { status: 404, code: "NoSuchTagSet", members: { BucketName: BUCKET } },
      },
    }),
    ...from(suite("test_bucket_tagging_exc"), {
      "GetBucketTagging of no bucket": {
        ask: ({ s3 }) => s3.send(new GetBucketTaggingCommand({ Bucket: "no-such-bucket-at-all" })),
        answer: noBucket,
      },
      "DeleteBucketTagging of no bucket": {
        ask: ({ s3 }) => s3.send(new DeleteBucketTaggingCommand({ Bucket: "no-such-bucket-at-all" })),
        answer: noBucket,
      },
      "PutBucketTagging of no bucket": {
        ask: ({ s3 }) =>
          s3.send(
            new PutBucketTaggingCommand({ Bucket: "no-such-bucket-at-all", Tagging: { TagSet: tags(["a", "1"]) } }),
          ),
        answer: noBucket,
      },
    }),
    ...from(suite("test_object_tagging_crud"), {
      "GetObjectTagging where there are none": {
        async ask(aws) {
          await bucketWith(aws, "key");
          return ofObject(aws);
        },
        answer: { status: 200, members: { TagSet: [] } },
      },
      "GetObject tells how many tags there are": {
        async ask(aws) {
          const Bucket = await bucketWith(aws, "key");
          await onObject(aws, tags(["tag3", "tag3"]));
          return aws.s3.send(new GetObjectCommand({ Bucket, Key: "key" }));
        },
        answer: { status: 200, members: { TagCount: 1 } },
      },
      DeleteObjectTagging: {
        async ask(aws) {
          await bucketWith(aws, "key");
          return removing(aws, undefined);
        },
        answer: { status: 204 },
      },
    }),
    ...from(suite("test_put_object_with_tags"), {
      "PutObject with a key alone in x-amz-tagging": {
        async ask(aws) {
          await aws.made();
          await put(aws, "key", { Tagging: "wrongquery&wrongagain" });
          // In no order on AWS.
          const { TagSet = [] } = await ofObject(aws);
          return { TagSet: TagSet.toSorted((a, b) => (String(a.Key) < String(b.Key) ? -1 : 1)) };
        },
        answer: {
          status: 200,
          members: {
            TagSet: [
              { Key: "wrongagain", Value: "" },
              { Key: "wrongquery", Value: "" },
            ],
          },
        },
      },
    }),
    ...from(suite("test_object_tagging_exc"), {
      "GetObjectTagging of no key": {
        async ask(aws) {
          await aws.made();
          return ofObject(aws);
        },
        answer: { status: 404, code: "NoSuchKey", members: { Key: /^truth-\d+\/key$/ } },
      },
      "DeleteObjectTagging of no key": {
        async ask(aws) {
          await aws.made();
          return removing(aws, undefined);
        },
        answer: { status: 404, code: "NoSuchKey", members: { Key: "key" } },
      },
      "PutObjectTagging of no key": {
        async ask(aws) {
          await aws.made();
          return onObject(aws, tags(["a", "1"]));
        },
        answer: { status: 404, code: "NoSuchKey", members: { Key: "key" } },
      },
      "PutObject with a key twice in x-amz-tagging": {
        async ask(aws) {
          await aws.made();
          return put(aws, "key", { Tagging: "key1=val1&key1=val2" });
        },
        answer: inHeader("key1=val1&key1=val2"),
      },
      "PutObject with a comma in x-amz-tagging": {
        async ask(aws) {
          await aws.made();
          return put(aws, "key", { Tagging: "key1=val1,key2=val2" });
        },
        answer: inHeader("key1=val1,key2=val2"),
      },
    }),
    ...from(suite("test_object_tags_delete_or_overwrite_object"), {
      "GetObjectTagging once the object was written again": {
        async ask(aws) {
          await aws.made();
          await put(aws, "key", { Tagging: "tag1=val1" });
          await put(aws, "key");
          return ofObject(aws);
        },
        answer: { status: 200, members: { TagSet: [] } },
      },
    }),
    ...from(suite("test_tagging_validation"), {
      "PutBucketTagging with a key twice": {
        ask: bucketTags(tags(["Key1", "1"], ["Key1", "2"])),
        answer: invalid("Cannot provide multiple Tags with the same key", { TagKey: "Key1" }),
      },
      "PutBucketTagging with a comma in a key": {
        ask: bucketTags(tags(["Key1,Key2", "1"])),
        answer: invalid("The TagKey you have provided is invalid", { TagKey: "Key1,Key2" }),
      },
      "PutBucketTagging with a comma in a value": {
        ask: bucketTags(tags(["Key1", "Val1,Val2"])),
        answer: invalid("The TagValue you have provided is invalid", { TagKey: "Key1", TagValue: "Val1,Val2" }),
      },
      "PutBucketTagging with aws:": {
        ask: bucketTags(tags(["aws:prefixed", "1"])),
        answer: invalid("System tags cannot be added/updated by requester", { TagKey: "aws:prefixed" }),
      },
      "PutObjectTagging with a key twice": {
        ask: objectTags(tags(["Key1", "1"], ["Key1", "2"])),
        answer: invalid("Cannot provide multiple Tags with the same key", { TagKey: "Key1" }),
      },
      "PutObjectTagging with a comma in a key": {
        ask: objectTags(tags(["Key1,Key2", "1"])),
        answer: invalid("The TagKey you have provided is invalid", { TagKey: "Key1,Key2" }),
      },
      "PutObjectTagging with aws:": {
        ask: objectTags(tags(["aws:prefixed", "1"])),
        answer: invalid("Your TagKey cannot be prefixed with aws:", { TagKey: "aws:prefixed" }),
      },
    }),
  ],
};
