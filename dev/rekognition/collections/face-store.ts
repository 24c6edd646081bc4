import { randomUUID } from "node:crypto";
import type { State } from "../../endpoint/state/state.ts";
import { collectionNotFound, engineChanged } from "../errors.ts";
import type { BoundingBox } from "../face-detail.ts";
import type { Collection } from "./collection-store.ts";
import { type Face, imageId, storedFace } from "./stored-face.ts";
import { Vectors } from "./vectors.ts";

/** Rows that one turn reads into memory, so that others get theirs. */
const SLICE = 1000;

/** A face of a picture that is to be stored. */
export interface NewFace {
  readonly box: BoundingBox;
  readonly confidence: number;
  readonly embedding: Float32Array;
}

/** The picture that faces come from. */
export interface IndexedPicture {
  /** SHA-256 in hex. */
  readonly hash: string;
  readonly externalImageId: string | undefined;
  /** `FaceModel.version` of the embeddings. */
  readonly engine: string;
}

interface Loaded {
  readonly vectors: Vectors;
  readonly ready: Promise<void>;
}

/** The faces of collections: rows in the state, vectors in memory from the first search on. */
export class FaceStore {
  readonly #state: State;
  readonly #loaded = new Map<number, Loaded>();

  constructor(state: State) {
    this.#state = state;
  }

  /**
   * Stores the faces of one picture, in order, and resolves with them in full numbers. A face whose picture,
   * ExternalImageId and box are stored already keeps its FaceId. Throws ResourceNotFoundException where the
   * collection went meanwhile, FaceEngineChangedException where another engine indexed it.
   */
  add(collection: Collection, picture: IndexedPicture, faces: readonly NewFace[]): Promise<Face[]> {
    return this.#write(collection.id, () => {
      this.#claim(collection, picture.engine, faces.length > 0);
      return faces.map((face, rank) => this.#add(collection.id, picture, face, rank));
    });
  }

  /** At most `limit` faces after the face `after`, by FaceId; of `only` where given. */
  list(id: number, after: string, limit: number, only?: readonly string[]): Promise<Face[]> {
    return this.#state.read(() => {
      if (only !== undefined) {
        const wanted = [...new Set(only)].filter((faceId) => faceId > after).toSorted();
        return this.#find(id, wanted).slice(0, limit);
      }
      return this.#state
        .sql(`SELECT ${SHOWN} FROM rekognition_face WHERE collection = ? AND face_id > ? ORDER BY face_id LIMIT ?`)
        .all(id, after, limit)
        .map(storedFace);
    });
  }

  /** The faces of these ids that are there, in their order. */
  find(id: number, faceIds: readonly string[]): Promise<Face[]> {
    return this.#state.read(() => this.#find(id, faceIds));
  }

  /** Deletes faces and resolves with the ids of those that were there. */
  delete(id: number, faceIds: readonly string[]): Promise<string[]> {
    return this.#write(id, () =>
      faceIds.filter((faceId) => {
        const { changes } = this.#state
          .sql("DELETE FROM rekognition_face WHERE collection = ? AND face_id = ?")
          .run(id, faceId);
        this.#loaded.get(id)?.vectors.remove(faceId);
        return Number(changes) > 0;
      }),
    );
  }

  /** Every vector of a collection, read from the state at the first call. Throws FaceEngineChangedException. */
  async vectors(collection: Collection, engine: string): Promise<Vectors> {
    if (collection.engine !== engine && (await this.#filled(collection.id))) {
      throw engineChanged(collection.name, collection.engine, engine);
    }
    let loaded = this.#loaded.get(collection.id);
    if (loaded === undefined) {
      const vectors = new Vectors();
      loaded = { vectors, ready: this.#load(collection.id, vectors) };
      this.#loaded.set(collection.id, loaded);
      loaded.ready.catch(() => this.forget(collection.id));
    }
    await loaded.ready;
    return loaded.vectors;
  }

  /** Frees the vectors of a collection; they are read again when they are needed. */
  forget(id: number): void {
    this.#loaded.delete(id);
  }

  #filled(id: number): Promise<boolean> {
    return this.#state.read(
      () => this.#state.sql("SELECT 1 FROM rekognition_face WHERE collection = ? LIMIT 1").get(id) !== undefined,
    );
  }

  /** Vectors are changed with their rows; where the commit fails they are dropped, since the rows are undone. */
  async #write<Result>(id: number, work: () => Result): Promise<Result> {
    try {
      return await this.#state.write(work);
    } catch (error) {
      this.forget(id);
      throw error;
    }
  }

  /** The first face decides the engine of a collection; one that was emptied takes the next. */
  #claim({ id, name }: Collection, engine: string, adds: boolean): void {
    const row = this.#state
      .sql(
        `SELECT engine, EXISTS (SELECT 1 FROM rekognition_face WHERE collection = id) AS filled
         FROM rekognition_collection WHERE id = ?`,
      )
      .get(id);
    if (row === undefined) throw collectionNotFound(name);
    if (row["engine"] === engine) return;
    if (Number(row["filled"]) === 1) throw engineChanged(name, String(row["engine"]), engine);
    if (adds) this.#state.sql("UPDATE rekognition_collection SET engine = ? WHERE id = ?").run(engine, id);
  }

  #add(id: number, picture: IndexedPicture, face: NewFace, rank: number): Face {
    const { box, confidence, embedding } = face;
    const { hash, externalImageId } = picture;
    const faceId = this.#known(id, picture, box) ?? randomUUID();
    const image = imageId(hash, externalImageId);
    this.#state
      .sql("INSERT OR REPLACE INTO rekognition_face VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .run(
        id,
        faceId,
        image,
        externalImageId ?? null,
        box.Left,
        box.Top,
        box.Width,
        box.Height,
        confidence,
        hash,
        rank,
        Buffer.from(embedding.buffer, embedding.byteOffset, embedding.byteLength),
      );
    this.#loaded.get(id)?.vectors.put(faceId, embedding);
    return {
      FaceId: faceId,
      BoundingBox: box,
      ImageId: image,
      ...(externalImageId === undefined ? {} : { ExternalImageId: externalImageId }),
      Confidence: confidence,
    };
  }

  /**
   * The id of the same face of the same picture under the same ExternalImageId. Without one each call stores anew:
   * seen on AWS for pictures of several faces (docs.nomad.media, "Rekognition IndexFaces and FaceIDs").
   */
  #known(id: number, { hash, externalImageId }: IndexedPicture, box: BoundingBox): string | undefined {
    if (externalImageId === undefined) return undefined;
    // Named, since SQLite would walk through the whole collection by its primary key.
    const row = this.#state
      .sql(
        `SELECT face_id FROM rekognition_face INDEXED BY rekognition_face_picture
         WHERE collection = ? AND picture = ? AND external_image_id = ?
         AND box_left = ? AND box_top = ? AND box_width = ? AND box_height = ?`,
      )
      .get(id, hash, externalImageId, box.Left, box.Top, box.Width, box.Height);
    return row === undefined ? undefined : String(row["face_id"]);
  }

  #find(id: number, faceIds: readonly string[]): Face[] {
    const statement = this.#state.sql(`SELECT ${SHOWN} FROM rekognition_face WHERE collection = ? AND face_id = ?`);
    return faceIds.flatMap((faceId) => {
      const row = statement.get(id, faceId);
      return row === undefined ? [] : [storedFace(row)];
    });
  }

  async #load(id: number, vectors: Vectors): Promise<void> {
    const loadSlice = (after: string): string | undefined => {
      const rows = this.#state
        .sql(
          "SELECT face_id, embedding FROM rekognition_face WHERE collection = ? AND face_id > ? ORDER BY face_id LIMIT ?",
        )
        .all(id, after, SLICE);
      // Put in the same turn as it was read: a deletion in between would otherwise come back.
      for (const row of rows) vectors.put(String(row["face_id"]), toVector(row["embedding"]));
      return rows.length < SLICE ? undefined : String(rows.at(-1)?.["face_id"]);
    };
    for (let after: string | undefined = ""; after !== undefined;) {
      const from: string = after;
      after = await this.#state.read(() => loadSlice(from));
    }
  }
}

const SHOWN = "face_id, image_id, external_image_id, box_left, box_top, box_width, box_height, confidence";

/** A copy, since SQLite's bytes need not lie on a multiple of four. */
function toVector(blob: unknown): Float32Array {
  if (!(blob instanceof Uint8Array)) throw new Error("A stored embedding is not a BLOB");
  return new Float32Array(Uint8Array.from(blob).buffer);
}
