import type { Operation } from "../../endpoint/service.ts";
import { type RekognitionContext, ownerOf } from "../context.ts";
import type { ApiInput } from "../../endpoint/model/api.ts";
import { inputOf } from "../../endpoint/model/input-of.ts";

type Input = ApiInput<"rekognition", "UntagResource">;

/** Removes tags from a collection. */
export function untagResource({ collections }: RekognitionContext): Operation<Input, Record<string, never>> {
  return {
    parse: inputOf("rekognition", "UntagResource"),
    permissions: ({ ResourceArn }) => [{ action: "rekognition:UntagResource", resource: ResourceArn }],
    async run({ ResourceArn, TagKeys }, call) {
      await collections.untag(ownerOf(call), ResourceArn, TagKeys);
      return {};
    },
  };
}
