import type { Host } from "../../endpoint/service.ts";
import { Associations } from "../collections/associations.ts";
import { CollectionStore } from "../collections/collection-store.ts";
import { FaceStore } from "../collections/face-store.ts";
import { PageTokens } from "../collections/page-tokens.ts";
import { Reembedding } from "../collections/reembedding.ts";
import { RequestTokens } from "../collections/request-tokens.ts";
import { SCHEMA } from "../collections/schema.ts";
import { UserStore } from "../collections/user-store.ts";
import type { RekognitionContext } from "../context.ts";
import { LazyFaceModel } from "../lazy-face-model.ts";
import type { FaceModel } from "../model/face-model.ts";
import type { EmbedderChoice } from "../model/given/embedder.ts";
import { associateFaces } from "../operations/associate-faces.ts";
import { compareFaces } from "../operations/compare-faces.ts";
import { createCollection } from "../operations/create-collection.ts";
import { createUser } from "../operations/create-user.ts";
import { deleteCollection, discardCollection } from "../operations/delete-collection.ts";
import { deleteFaces } from "../operations/delete-faces.ts";
import { deleteUser } from "../operations/delete-user.ts";
import { describeCollection } from "../operations/describe-collection.ts";
import { detectFaces } from "../operations/detect-faces.ts";
import { disassociateFaces } from "../operations/disassociate-faces.ts";
import { indexFaces } from "../operations/index-faces.ts";
import { listCollections } from "../operations/list-collections.ts";
import { listFaces } from "../operations/list-faces.ts";
import { listTagsForResource } from "../operations/list-tags-for-resource.ts";
import { listUsers } from "../operations/list-users.ts";
import { searchFacesByImage } from "../operations/search-faces-by-image.ts";
import { searchFaces } from "../operations/search-faces.ts";
import { searchUsersByImage } from "../operations/search-users-by-image.ts";
import { searchUsers } from "../operations/search-users.ts";
import { tagResource } from "../operations/tag-resource.ts";
import { untagResource } from "../operations/untag-resource.ts";
import type { PictureSource } from "../picture-source.ts";
import { Pictures } from "../pictures.ts";
import { answeredElsewhere } from "./answered-elsewhere.ts";
import { serveLikeness } from "../serve-likeness.ts";
import { serveReembedding } from "../serve-reembedding.ts";
import { tellOutdated } from "../tell-outdated.ts";
import { type TurnLimits, Turns } from "../turns.ts";
import type { RekognitionMode } from "./rekognition-mode.ts";

/** What may be otherwise in mode `local`. */
export interface LocalOptions {
  /** Stands in for the local engine. */
  readonly model?: FaceModel | undefined;
  /** Makes the vectors of faces, in place of the local engine's own net. */
  readonly embedder?: EmbedderChoice | undefined;
  readonly turns?: TurnLimits | undefined;
}

/**
 * Answers with a face model of our own and collections in the state. The model is loaded by the first call that needs
 * it.
 */
export function createLocalMode(host: Host, source: PictureSource, options: LocalOptions = {}): RekognitionMode {
  return localMode(host, source, new LazyFaceModel(host.bus, options), options);
}

/**
 * The same for an S3 whose events this process sees: a function that is told of an upload asks about its faces a moment
 * later, so that the model is loaded while the function boots.
 */
export function createLocalModeBesideS3(host: Host, source: PictureSource, options: LocalOptions): RekognitionMode {
  const model = new LazyFaceModel(host.bus, options);
  const unsubscribe = host.bus.on("notified", ({ event }) => {
    if (!event.startsWith("ObjectCreated:")) return;
    unsubscribe();
    // What goes wrong is told by the call that needs it, which tries again.
    model.loaded().catch(() => undefined);
  });
  return localMode(host, source, model, options);
}

function localMode(
  host: Host,
  source: PictureSource,
  model: LazyFaceModel,
  { embedder, turns }: LocalOptions,
): RekognitionMode {
  host.state.define(SCHEMA);
  const pictures = new Pictures(source, model, new Turns(turns));
  const users = new UserStore(host.state, new RequestTokens(host.state));
  const reembedding = new Reembedding(host.state);
  const context: RekognitionContext = {
    collections: new CollectionStore(host.state),
    faces: new FaceStore(host.state),
    users,
    associations: new Associations(host.state, users),
    tokens: new PageTokens(host.state),
    pictures,
    model,
  };
  return {
    collections: {
      faces: async (owner, name) => (await context.collections.describe(owner, name))?.faceCount,
      discard: (owner, name) => discardCollection(context, owner, name),
    },
    operations: {
      AssociateFaces: associateFaces(context),
      CompareFaces: compareFaces(context),
      CreateCollection: createCollection(context),
      CreateUser: createUser(context),
      DeleteCollection: deleteCollection(context),
      DeleteFaces: deleteFaces(context),
      DeleteUser: deleteUser(context),
      DescribeCollection: describeCollection(context),
      DetectFaces: detectFaces(context),
      DisassociateFaces: disassociateFaces(context),
      IndexFaces: indexFaces(context),
      ListCollections: listCollections(context),
      ListFaces: listFaces(context),
      ListTagsForResource: listTagsForResource(context),
      ListUsers: listUsers(context),
      SearchFaces: searchFaces(context),
      SearchFacesByImage: searchFacesByImage(context),
      SearchUsers: searchUsers(context),
      SearchUsersByImage: searchUsersByImage(context),
      TagResource: tagResource(context),
      UntagResource: untagResource(context),
    },
    refuse: answeredElsewhere,
    serve(control) {
      serveLikeness(control, context, host.settings);
      serveReembedding(control, context, reembedding);
    },
    modelMs: (call) => pictures.modelMs(call),
    async start() {
      await context.collections.sweep();
      // What is wrong with a net of the user's is said at once and not to the first function that asks about a face.
      if (embedder !== undefined) await model.loaded();
      await tellOutdated(host, model, reembedding);
    },
    stop: () => model.close(),
  };
}
