import type { Operation } from "../../endpoint/service.ts";
import type { User } from "../collections/user-store.ts";
import { type RekognitionContext, onCollection, ownerOf } from "../context.ts";
import { inputOf } from "../validate.ts";

/** Largest page; AWS documents no default. */
const MOST = 500;

interface Input {
  readonly CollectionId: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

interface Output {
  readonly Users: readonly User[];
  readonly NextToken?: string;
}

/** Lists the users of a collection by UserId. */
export function listUsers({ collections, users, tokens }: RekognitionContext): Operation<Input, Output> {
  return {
    parse: inputOf("ListUsers"),
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
