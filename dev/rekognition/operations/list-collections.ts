import type { Operation } from "../../endpoint/service.ts";
import { FACE_MODEL_VERSION } from "../collections/stored-face.ts";
import { type RekognitionContext, onAnything, ownerOf } from "../context.ts";
import { inputOf } from "../validate.ts";
import { pageSize } from "./page-size.ts";

interface Input {
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

interface Output {
  readonly CollectionIds: readonly string[];
  readonly FaceModelVersions: readonly string[];
  readonly NextToken?: string;
}

/** Lists the collections of the account in the region, oldest first. */
export function listCollections({ collections, tokens }: RekognitionContext): Operation<Input, Output> {
  return {
    parse: inputOf("ListCollections"),
    permissions: () => onAnything("ListCollections"),
    async run({ NextToken, MaxResults }, call) {
      const owner = ownerOf(call);
      const listing = `ListCollections/${owner.account}/${owner.region}`;
      const size = pageSize(MaxResults);
      const found = await collections.list(owner, Number(tokens.read(listing, NextToken, "0")), size + 1);
      const page = found.slice(0, size);
      const last = page.at(-1);
      return {
        CollectionIds: page.map(({ name }) => name),
        FaceModelVersions: page.map(() => FACE_MODEL_VERSION),
        ...(found.length > size && last ? { NextToken: tokens.make(listing, String(last.id)) } : {}),
      };
    },
  };
}
