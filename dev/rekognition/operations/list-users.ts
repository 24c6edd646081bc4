import type { Operation } from "../../endpoint/service.ts";
import type { User } from "../collections/user-store.ts";
import { type RekognitionContext, onCollection, ownerOf } from "../context.ts";
import type { ApiInput } from "../../endpoint/model/api.ts";
import { inputOf } from "../../endpoint/model/input-of.ts";

/** Largest page; AWS documents no default. */
const MOST = 500;

type Input = ApiInput<"rekognition", "ListUsers">;

interface Output {
  readonly Users: readonly User[];
  readonly NextToken?: string;
}

/** Lists the users of a collection by UserId. */
export function listUsers({ collections, users, tokens }: RekognitionContext): Operation<Input, Output> {
  return {
    parse: inputOf("rekognition", "ListUsers"),
    permissions: (input, call) => onCollection("ListUsers", input, call),
    async run({ CollectionId, MaxResults = MOST, NextToken }, call) {
      const { id } = await collections.get(ownerOf(call), CollectionId);
      const { page, next } = await tokens.page(
        { listing: `ListUsers/${id}`, token: NextToken, first: "", size: MaxResults },
        (after, count) => users.list(id, after, count),
        ({ UserId }) => UserId,
      );
      return { Users: page, ...next };
    },
  };
}
