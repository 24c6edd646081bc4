import type { Operation } from "../../endpoint/service.ts";
import { type RekognitionContext, ownerOf } from "../context.ts";
import type { ApiInput } from "../../endpoint/model/api.ts";
import { inputOf } from "../../endpoint/model/input-of.ts";

type Input = ApiInput<"rekognition", "TagResource">;

/** Adds tags to a collection, or gives them new values. */
export function tagResource({ collections }: RekognitionContext): Operation<Input, Record<string, never>> {
  return {
    parse: inputOf("rekognition", "TagResource"),
    permissions: ({ ResourceArn }) => [{ action: "rekognition:TagResource", resource: ResourceArn }],
    async run({ ResourceArn, Tags }, call) {
      await collections.tag(ownerOf(call), ResourceArn, Tags);
      return {};
    },
  };
}
