import type { Operation } from "../../endpoint/service.ts";
import { type RekognitionContext, ownerOf } from "../context.ts";
import type { ApiInput } from "../../endpoint/model/api.ts";
import { inputOf } from "../../endpoint/model/input-of.ts";

type Input = ApiInput<"rekognition", "ListTagsForResource">;

interface Output {
  readonly Tags: Readonly<Record<string, string>>;
}

/** Lists the tags of a collection. */
export function listTagsForResource({ collections }: RekognitionContext): Operation<Input, Output> {
  return {
    parse: inputOf("rekognition", "ListTagsForResource"),
    permissions: ({ ResourceArn }) => [{ action: "rekognition:ListTagsForResource", resource: ResourceArn }],
    async run({ ResourceArn }, call) {
      return { Tags: await collections.tags(ownerOf(call), ResourceArn) };
    },
  };
}
