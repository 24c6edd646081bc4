import type { Host } from "../../endpoint/service.ts";
import { CollectionStore } from "../collections/collection-store.ts";
import { FaceStore } from "../collections/face-store.ts";
import { PageTokens } from "../collections/page-tokens.ts";
import { SCHEMA } from "../collections/schema.ts";
import type { RekognitionContext } from "../context.ts";
import { LazyFaceModel } from "../lazy-face-model.ts";
import type { FaceModel } from "../model/face-model.ts";
import { compareFaces } from "../operations/compare-faces.ts";
import { createCollection } from "../operations/create-collection.ts";
import { deleteCollection } from "../operations/delete-collection.ts";
import { deleteFaces } from "../operations/delete-faces.ts";
import { describeCollection } from "../operations/describe-collection.ts";
import { detectFaces } from "../operations/detect-faces.ts";
import { indexFaces } from "../operations/index-faces.ts";
import { listCollections } from "../operations/list-collections.ts";
import { listFaces } from "../operations/list-faces.ts";
import { listTagsForResource } from "../operations/list-tags-for-resource.ts";
import { searchFacesByImage } from "../operations/search-faces-by-image.ts";
import { searchFaces } from "../operations/search-faces.ts";
import { tagResource } from "../operations/tag-resource.ts";
import { untagResource } from "../operations/untag-resource.ts";
import { LocalS3PictureSource } from "../picture-source.ts";
import { Pictures } from "../pictures.ts";
import type { RekognitionMode } from "./rekognition-mode.ts";

/** Answers with a face model of our own and collections in the state. */
export function createLocalMode(host: Host, given?: FaceModel): RekognitionMode {
  host.state.define(SCHEMA);
  const model = new LazyFaceModel(host.bus, given);
  const pictures = new Pictures(new LocalS3PictureSource(host), model);
  const context: RekognitionContext = {
    collections: new CollectionStore(host.state),
    faces: new FaceStore(host.state),
    tokens: new PageTokens(host.state),
    pictures,
    model,
  };
  return {
    operations: {
      CompareFaces: compareFaces(context),
      CreateCollection: createCollection(context),
      DeleteCollection: deleteCollection(context),
      DeleteFaces: deleteFaces(context),
      DescribeCollection: describeCollection(context),
      DetectFaces: detectFaces(context),
      IndexFaces: indexFaces(context),
      ListCollections: listCollections(context),
      ListFaces: listFaces(context),
      ListTagsForResource: listTagsForResource(context),
      SearchFaces: searchFaces(context),
      SearchFacesByImage: searchFacesByImage(context),
      TagResource: tagResource(context),
      UntagResource: untagResource(context),
    },
    modelMs: (call) => pictures.modelMs(call),
    start: () => context.collections.sweep(),
    stop: () => model.close(),
  };
}
