import { createHash } from "node:crypto";
import * as v from "valibot";
import { type ControlAddress, askEndpoint } from "./control-client.ts";

const Collection = v.object({
  name: v.string(),
  /** The engine that made its vectors. */
  engine: v.string(),
  faces: v.number(),
  /** Faces that have no new vector; SHA-256 of their pictures in hex. */
  waiting: v.array(v.object({ faceId: v.string(), picture: v.string(), externalImageId: v.optional(v.string()) })),
});

const Outdated = v.object({ engine: v.string(), collections: v.array(Collection) });

/** A collection whose vectors another face engine has made. */
export type OutdatedCollection = v.InferOutput<typeof Collection>;

/** What became of them. */
export interface Reembedded {
  /** Collections that have new vectors now, as they were before. */
  readonly settled: readonly OutdatedCollection[];
  /** Those whose faces are not all found again. */
  readonly left: readonly OutdatedCollection[];
}

/** A picture that may be one that faces were indexed of. */
export interface Picture {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const otherwise = "Nothing is embedded anew";

/**
 * Has the endpoint make new vectors of faces that another engine has indexed, of every picture among those given that
 * is one of theirs. Reads no more of them once all are found. `drop` deletes the faces that are left.
 */
export async function reembed(
  at: ControlAddress,
  pictures: () => AsyncIterable<Picture>,
  { drop, onPicture }: { readonly drop: boolean; readonly onPicture: (name: string) => void },
): Promise<Reembedded> {
  const { collections } = await askEndpoint(at, { path: "/rekognition/outdated", otherwise }, Outdated);
  if (collections.length === 0) return { settled: [], left: [] };
  const wanted = new Set(collections.flatMap(({ waiting }) => waiting.map(({ picture }) => picture)));
  if (wanted.size > 0) {
    for await (const { name, bytes } of pictures()) {
      onPicture(name);
      if (!wanted.delete(createHash("sha256").update(bytes).digest("hex"))) continue;
      await askEndpoint(at, { method: "POST", path: "/rekognition/reembed", bytes, otherwise }, v.object({}));
      if (wanted.size === 0) break;
    }
  }
  const answer = await askEndpoint(
    at,
    { method: "POST", path: "/rekognition/reembed/settle", body: { drop }, otherwise },
    v.object({ settled: v.array(Collection), collections: v.array(Collection) }),
  );
  const before = (name: string) => collections.find((one) => one.name === name);
  return {
    settled: answer.settled.map((one) => ({ ...one, engine: before(one.name)?.engine ?? one.engine })),
    left: answer.collections,
  };
}
