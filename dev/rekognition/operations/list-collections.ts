import type { Operation } from "../../endpoint/service.ts";
import { FACE_MODEL_VERSION } from "../collections/stored-face.ts";
import { type RekognitionContext, onAnything, ownerOf } from "../context.ts";
import type { ApiInput } from "../../endpoint/model/api.ts";
import { inputOf } from "../../endpoint/model/input-of.ts";
import { pageSize } from "./page-size.ts";

type Input = ApiInput<"rekognition", "ListCollections">;

interface Output {
  readonly CollectionIds: readonly string[];
  readonly FaceModelVersions: readonly string[];
  readonly NextToken?: string;
}

/** Lists the collections of the account in the region, oldest first. */
export function listCollections({ collections, tokens }: RekognitionContext): Operation<Input, Output> {
  return {
    parse: inputOf("rekognition", "ListCollections"),
    permissions: () => onAnything("ListCollections"),
    async run({ NextToken, MaxResults }, call) {
      const owner = ownerOf(call);
      const listing = `ListCollections/${owner.account}/${owner.region}`;
      const { page, next } = await tokens.page(
        { listing, token: NextToken, first: "0", size: pageSize(MaxResults) },
        (after, count) => collections.list(owner, Number(after), count),
        ({ id }) => String(id),
      );
      return {
        CollectionIds: page.map(({ name }) => name),
        FaceModelVersions: page.map(() => FACE_MODEL_VERSION),
        ...next,
      };
    },
  };
}
