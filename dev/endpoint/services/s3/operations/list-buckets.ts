import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import type { S3Context } from "../context.ts";
import { ownerOf } from "../listing-members.ts";
import { parseMembers } from "../parse.ts";

const MAX_BUCKETS = 10_000;

const Input = v.object({
  MaxBuckets: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_BUCKETS)), MAX_BUCKETS),
  ContinuationToken: v.optional(v.string(), ""),
  Prefix: v.optional(v.string()),
  BucketRegion: v.optional(v.string()),
});

/** Lists the buckets of the caller's account, of every region unless one is named. */
export function listBuckets(context: S3Context): Operation<v.InferOutput<typeof Input>> {
  return {
    parse: (input) => parseMembers(Input, input),
    permissions: () => [{ action: "s3:ListAllMyBuckets", resource: "*" }],
    async run({ MaxBuckets, ContinuationToken, Prefix, BucketRegion }, call) {
      const { account } = call.caller;
      const after = Buffer.from(ContinuationToken, "base64").toString("utf8");
      const found = await context.host.state.read(() =>
        context.buckets.list(account, Prefix ?? "", BucketRegion, after, MaxBuckets + 1),
      );
      const page = found.slice(0, MaxBuckets);
      const last = page.at(-1);
      return {
        Owner: ownerOf(account),
        Buckets: page.map(({ name, region, createdAt }) => ({
          Name: name,
          CreationDate: new Date(createdAt),
          BucketRegion: region,
          BucketArn: `arn:aws:s3:::${name}`,
        })),
        ContinuationToken:
          found.length > page.length && last !== undefined ? Buffer.from(last.name).toString("base64") : undefined,
        Prefix,
      };
    },
  };
}
