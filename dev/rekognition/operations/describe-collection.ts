import type { Operation } from "../../endpoint/service.ts";
import { FACE_MODEL_VERSION } from "../collections/stored-face.ts";
import { type RekognitionContext, collectionArn, onCollection, ownerOf } from "../context.ts";
import { describedCollectionNotFound } from "../errors.ts";
import type { ApiInput } from "../../endpoint/model/api.ts";
import { inputOf } from "../../endpoint/model/input-of.ts";

type Input = ApiInput<"rekognition", "DescribeCollection">;

interface Output {
  readonly FaceCount: number;
  readonly UserCount: number;
  readonly FaceModelVersion: string;
  readonly CollectionARN: string;
  /** Epoch seconds with milliseconds as fraction. */
  readonly CreationTimestamp: number;
}

/** Tells how many faces and users a collection holds and since when it is there. */
export function describeCollection({ collections }: RekognitionContext): Operation<Input, Output> {
  return {
    parse: inputOf("rekognition", "DescribeCollection"),
    permissions: (input, call) => onCollection("DescribeCollection", input, call),
    async run({ CollectionId }, call) {
      const owner = ownerOf(call);
      const collection = await collections.describe(owner, CollectionId);
      if (collection === undefined) throw describedCollectionNotFound(CollectionId);
      return {
        FaceCount: collection.faceCount,
        UserCount: collection.userCount,
        FaceModelVersion: FACE_MODEL_VERSION,
        CollectionARN: collectionArn(owner, CollectionId),
        CreationTimestamp: collection.createdAt / 1000,
      };
    },
  };
}
