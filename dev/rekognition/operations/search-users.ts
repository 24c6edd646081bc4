import type { Operation } from "../../endpoint/service.ts";
import { FACE_MODEL_VERSION } from "../collections/stored-face.ts";
import { type RekognitionContext, onCollection, ownerOf } from "../context.ts";
import { faceNotFound, invalidParameters } from "../errors.ts";
import type { ApiInput } from "../../endpoint/model/api.ts";
import { inputOf } from "../../endpoint/model/input-of.ts";
import { USER_SEARCH_DEFAULTS, type UserMatch, type Wanted, findUserMatches } from "./find-matches.ts";

type Input = ApiInput<"rekognition", "SearchUsers">;

interface Output {
  readonly UserMatches: readonly UserMatch[];
  readonly FaceModelVersion: string;
  readonly SearchedFace?: { readonly FaceId: string };
  readonly SearchedUser?: { readonly UserId: string };
}

/** Searches a collection for users like one of its faces or users; the searched user is not among the matches. */
export function searchUsers(context: RekognitionContext): Operation<Input, Output> {
  return {
    parse: inputOf("rekognition", "SearchUsers"),
    permissions: (input, call) => onCollection("SearchUsers", input, call),
    async run(input, call) {
      const { CollectionId, UserId, FaceId, UserMatchThreshold, MaxUsers } = { ...USER_SEARCH_DEFAULTS, ...input };
      const collection = await context.collections.get(ownerOf(call), CollectionId);
      const model = await context.model.engine();
      await context.faces.requireEngine(collection, model.version);
      const limits = { threshold: UserMatchThreshold, limit: MaxUsers };
      const answer = async (wanted: Wanted | undefined) => ({
        UserMatches: wanted === undefined ? [] : await findUserMatches(context, collection, model, wanted),
        FaceModelVersion: FACE_MODEL_VERSION,
      });
      // The documentation asks for one of the two; what AWS answers to both was not found.
      if (FaceId !== undefined && UserId === undefined) {
        const vector = await context.faces.vector(collection, model.version, FaceId);
        if (vector === undefined) throw faceNotFound();
        return { ...(await answer({ ...limits, vector })), SearchedFace: { FaceId } };
      }
      if (UserId === undefined || FaceId !== undefined) throw invalidParameters();
      const user = await context.users.vector(collection.id, UserId);
      // A user without faces is like nobody.
      const wanted = user && { ...limits, vector: user.mean, spread: user.spread, except: UserId };
      return { ...(await answer(wanted)), SearchedUser: { UserId } };
    },
  };
}
