import type { Permission } from "../endpoint/identity/caller.ts";
import type { Call } from "../endpoint/service.ts";
import type { Associations } from "./collections/associations.ts";
import type { CollectionStore, Owner } from "./collections/collection-store.ts";
import type { FaceStore } from "./collections/face-store.ts";
import type { PageTokens } from "./collections/page-tokens.ts";
import type { UserStore } from "./collections/user-store.ts";
import type { LazyFaceModel } from "./lazy-face-model.ts";
import type { Pictures } from "./pictures.ts";

/** What the operations of the local mode work with. */
export interface RekognitionContext {
  readonly collections: CollectionStore;
  readonly faces: FaceStore;
  readonly users: UserStore;
  readonly associations: Associations;
  readonly tokens: PageTokens;
  readonly pictures: Pictures;
  readonly model: LazyFaceModel;
}

/** Whose collections a call sees. */
export function ownerOf(call: Call): Owner {
  return { account: call.caller.account, region: call.region };
}

/** `arn:aws:rekognition:<region>:<account>:collection/<id>` */
export function collectionArn({ account, region }: Owner, collectionId: string): string {
  return `arn:aws:rekognition:${region}:${account}:collection/${collectionId}`;
}

/** An operation's action on one collection. */
export function onCollection(
  operation: string,
  { CollectionId }: { readonly CollectionId: string },
  call: Call,
): Permission[] {
  return [{ action: `rekognition:${operation}`, resource: collectionArn(ownerOf(call), CollectionId) }];
}

/** An operation's action where AWS evaluates it on no resource. */
export function onAnything(operation: string): Permission[] {
  return [{ action: `rekognition:${operation}`, resource: "*" }];
}
