import type { Operation } from "../../endpoint/service.ts";
import { FACE_MODEL_VERSION } from "../collections/stored-face.ts";
import { type RekognitionContext, onCollection, ownerOf } from "../context.ts";
import type { ApiInput } from "../../endpoint/model/api.ts";
import { inputOf } from "../../endpoint/model/input-of.ts";

type Input = ApiInput<"rekognition", "CreateCollection">;

interface Output {
  readonly StatusCode: number;
  readonly CollectionArn: string;
  readonly FaceModelVersion: string;
}

/** Makes an empty collection. */
export function createCollection({ collections }: RekognitionContext): Operation<Input, Output> {
  return {
    parse: inputOf("rekognition", "CreateCollection"),
    permissions: (input, call) => [
      ...onCollection("CreateCollection", input, call),
      ...(input.Tags === undefined ? [] : onCollection("TagResource", input, call)),
    ],
    async run({ CollectionId, Tags = {} }, call) {
      const owner = ownerOf(call);
      await collections.create(owner, CollectionId, Tags);
      return {
        StatusCode: 200,
        // Without `arn:`, unlike DescribeCollection's CollectionARN: so in the documentation's answers.
        CollectionArn: `aws:rekognition:${owner.region}:${owner.account}:collection/${CollectionId}`,
        FaceModelVersion: FACE_MODEL_VERSION,
      };
    },
  };
}
