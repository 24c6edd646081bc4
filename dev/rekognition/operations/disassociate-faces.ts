import type { Operation } from "../../endpoint/service.ts";
import type { Failure } from "../collections/associations.ts";
import type { UserStatus } from "../collections/user-store.ts";
import { type RekognitionContext, onCollection, ownerOf } from "../context.ts";
import type { ApiInput } from "../../endpoint/model/api.ts";
import { inputOf } from "../../endpoint/model/input-of.ts";

type Input = ApiInput<"rekognition", "DisassociateFaces">;

interface Output {
  readonly DisassociatedFaces: readonly { readonly FaceId: string }[];
  readonly UnsuccessfulFaceDisassociations: readonly Failure[];
  readonly UserStatus: UserStatus;
}

/** Takes faces from a user; they stay in the collection. */
export function disassociateFaces({ collections, associations }: RekognitionContext): Operation<Input, Output> {
  return {
    parse: inputOf("rekognition", "DisassociateFaces"),
    permissions: (input, call) => onCollection("DisassociateFaces", input, call),
    async run(input, call) {
      const owner = ownerOf(call);
      const collection = await collections.get(owner, input.CollectionId);
      const { done, failed, status } = await associations.disassociate(
        collection,
        { userId: input.UserId, faceIds: input.FaceIds },
        { owner, operation: "DisassociateFaces", input },
      );
      return {
        DisassociatedFaces: done.map((FaceId) => ({ FaceId })),
        UnsuccessfulFaceDisassociations: failed,
        UserStatus: status,
      };
    },
  };
}
