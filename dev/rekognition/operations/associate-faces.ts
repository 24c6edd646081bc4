import type { Operation } from "../../endpoint/service.ts";
import type { Failure } from "../collections/associations.ts";
import type { UserStatus } from "../collections/user-store.ts";
import { type RekognitionContext, onCollection, ownerOf } from "../context.ts";
import type { ApiInput } from "../../endpoint/model/api.ts";
import { inputOf } from "../../endpoint/model/input-of.ts";

type Input = ApiInput<"rekognition", "AssociateFaces">;

interface Output {
  readonly AssociatedFaces: readonly { readonly FaceId: string }[];
  readonly UnsuccessfulFaceAssociations: readonly Failure[];
  readonly UserStatus: UserStatus;
}

/** Associates faces of a collection with one of its users, where they are like the faces that the user has. */
export function associateFaces({
  collections,
  faces,
  associations,
  model,
}: RekognitionContext): Operation<Input, Output> {
  return {
    parse: inputOf("rekognition", "AssociateFaces"),
    permissions: (input, call) => onCollection("AssociateFaces", input, call),
    async run(input, call) {
      const { CollectionId, UserId, FaceIds, UserMatchThreshold = 75 } = input;
      const owner = ownerOf(call);
      const collection = await collections.get(owner, CollectionId);
      const engine = await model.engine();
      await faces.requireEngine(collection, engine.version);
      const { done, failed, status } = await associations.associate(
        collection,
        {
          userId: UserId,
          faceIds: FaceIds,
          threshold: UserMatchThreshold,
          similarityAt: (distance) => engine.similarityAt(distance),
        },
        { owner, operation: "AssociateFaces", input },
      );
      return {
        AssociatedFaces: done.map((FaceId) => ({ FaceId })),
        UnsuccessfulFaceAssociations: failed,
        UserStatus: status,
      };
    },
  };
}
