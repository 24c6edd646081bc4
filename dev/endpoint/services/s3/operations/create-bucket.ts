import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { notSupported } from "../../../errors.ts";
import { type S3Context, onBucket } from "../context.ts";
import { S3Error, invalidArgument } from "../errors.ts";
import { BUCKET_MEMBERS, parseMembers } from "../parse.ts";
import { checkTagsOfNewBucket } from "../tags.ts";

const OWNERSHIPS: ReadonlySet<string> = new Set(["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"]);

const Input = v.object({
  Bucket: BUCKET_MEMBERS.Bucket,
  ACL: v.optional(v.string()),
  CreateBucketConfiguration: v.optional(
    v.object({
      LocationConstraint: v.optional(v.string()),
      Tags: v.optional(v.array(v.object({ Key: v.string(), Value: v.string() }))),
    }),
  ),
  ObjectLockEnabledForBucket: v.optional(v.boolean()),
  ObjectOwnership: v.optional(v.string(), "BucketOwnerEnforced"),
});

/** Name of the setting that holds a location constraint which is no region. */
export const LOCATION = "location";

const ALL_PUBLIC_ACCESS_BLOCKED = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

/** Creates a bucket with the settings that S3 gives to a new one since April 2023. */
export function createBucket(context: S3Context): Operation<v.InferOutput<typeof Input>, { Location: string }> {
  return {
    parse(input) {
      const parsed = parseMembers(Input, input);
      checkName(parsed.Bucket);
      if (!OWNERSHIPS.has(parsed.ObjectOwnership)) {
        const header = "x-amz-object-ownership";
        throw invalidArgument(`Invalid ${header} header: ${parsed.ObjectOwnership}`, header);
      }
      if (parsed.ObjectLockEnabledForBucket === true) throw notSupported("s3", "CreateBucket with object lock");
      checkAcl(parsed.ACL, parsed.ObjectOwnership);
      checkTagsOfNewBucket(parsed.CreateBucketConfiguration?.Tags ?? []);
      return parsed;
    },
    permissions: (input) => [onBucket("s3:CreateBucket", input.Bucket)],
    run(input, call) {
      const { Bucket: name, CreateBucketConfiguration: configuration = {} } = input;
      const region = regionOf(configuration.LocationConstraint, call.region);
      const { account } = call.caller;
      return context.host.state.write(() => {
        const existing = context.buckets.find(name);
        if (existing !== undefined) {
          // In us-east-1 alone the owner may create a bucket again.
          if (existing.account !== account) throw taken(name);
          if (existing.region !== "us-east-1" || region !== "us-east-1") throw owned(name);
          return { Location: `/${name}` };
        }
        context.buckets.insert({ name, account, region, createdAt: Math.floor(Date.now() / 1000) * 1000 });
        context.buckets.putSetting(name, "publicAccessBlock", ALL_PUBLIC_ACCESS_BLOCKED);
        context.buckets.putSetting(name, "ownershipControls", { Rules: [{ ObjectOwnership: input.ObjectOwnership }] });
        // Asked for its location, such a bucket says what it was made with.
        if (configuration.LocationConstraint === "EU") context.buckets.putSetting(name, LOCATION, "EU");
        const { Tags = [] } = configuration;
        if (Tags.length > 0) context.buckets.putSetting(name, "tagging", { TagSet: Tags });
        return { Location: `/${name}` };
      });
    },
  };
}

function checkAcl(acl: string | undefined, ownership: string): void {
  if (acl === undefined || acl === "private") return;
  if (ownership !== "BucketOwnerEnforced") throw notSupported("s3", `CreateBucket with the ACL ${acl}`);
  throw new S3Error(
    "InvalidBucketAclWithObjectOwnership",
    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
  );
}

function checkName(name: string): void {
  const good =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !/\.\.|\.-|-\./.test(name) &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !/^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name);
  if (good) return;
  throw new S3Error("InvalidBucketName", "The specified bucket is not valid.", { members: { BucketName: name } });
}

function regionOf(constraint: string | undefined, called: string): string {
  if (constraint === undefined) {
    if (called === "us-east-1") return called;
    throw illegal("unspecified");
  }
  if (constraint === "us-east-1" || !/^(EU|[a-z]{2}(-[a-z]+)+-\d)$/.test(constraint)) {
    throw new S3Error("InvalidLocationConstraint", "The specified location-constraint is not valid", {
      members: { LocationConstraint: constraint },
    });
  }
  const region = constraint === "EU" ? "eu-west-1" : constraint;
  if (called !== "us-east-1" && region !== called) throw illegal(constraint);
  return region;
}

function illegal(constraint: string): S3Error {
  return new S3Error(
    "IllegalLocationConstraintException",
    `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
}

function taken(name: string): S3Error {
  return new S3Error(
    "BucketAlreadyExists",
    "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.",
    { status: 409, members: { BucketName: name } },
  );
}

function owned(name: string): S3Error {
  return new S3Error(
    "BucketAlreadyOwnedByYou",
    "Your previous request to create the named bucket succeeded and you already own it.",
    { status: 409, members: { BucketName: name } },
  );
}
