import type { Operation } from "../../endpoint/service.ts";
import { type RekognitionContext, ownerOf } from "../context.ts";
import { inputOf } from "../validate.ts";

interface Input {
  readonly ResourceArn: string;
  readonly TagKeys: readonly string[];
}

/** Removes tags from a collection. */
export function untagResource({ collections }: RekognitionContext): Operation<Input, Record<string, never>> {
  return {
    parse: inputOf("UntagResource"),
    permissions: ({ ResourceArn }) => [{ action: "rekognition:UntagResource", resource: ResourceArn }],
    async run({ ResourceArn, TagKeys }, call) {
      await collections.untag(ownerOf(call), ResourceArn, TagKeys);
      return {};
    },
  };
}
