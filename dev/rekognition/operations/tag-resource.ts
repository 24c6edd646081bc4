import type { Operation } from "../../endpoint/service.ts";
import { type RekognitionContext, ownerOf } from "../context.ts";
import { inputOf } from "../validate.ts";

interface Input {
  readonly ResourceArn: string;
  readonly Tags: Readonly<Record<string, string>>;
}

/** Adds tags to a collection, or gives them new values. */
export function tagResource({ collections }: RekognitionContext): Operation<Input, Record<string, never>> {
  return {
    parse: inputOf("TagResource"),
    permissions: ({ ResourceArn }) => [{ action: "rekognition:TagResource", resource: ResourceArn }],
    async run({ ResourceArn, Tags }, call) {
      await collections.tag(ownerOf(call), ResourceArn, Tags);
      return {};
    },
  };
}
