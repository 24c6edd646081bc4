import type { Operation } from "../../endpoint/service.ts";
import { type RekognitionContext, ownerOf } from "../context.ts";
import { inputOf } from "../validate.ts";

interface Input {
  readonly ResourceArn: string;
}

interface Output {
  readonly Tags: Readonly<Record<string, string>>;
}

/** Lists the tags of a collection. */
export function listTagsForResource({ collections }: RekognitionContext): Operation<Input, Output> {
  return {
    parse: inputOf("ListTagsForResource"),
    permissions: ({ ResourceArn }) => [{ action: "rekognition:ListTagsForResource", resource: ResourceArn }],
    async run({ ResourceArn }, call) {
      return { Tags: await collections.tags(ownerOf(call), ResourceArn) };
    },
  };
}
