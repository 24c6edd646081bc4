import { randomUUID } from "node:crypto";
import type { State } from "../../endpoint/state/state.ts";
import { collectionNotFound, engineChanged } from "../errors.ts";
import type { BoundingBox } from "../face-detail.ts";
import type { Collection } from "./collection-store.ts";
import { type Face, imageId, storedFace } from "./stored-face.ts";
import { VectorCache, toBlob, toVector } from "./vector-cache.ts";
import type { Vectors } from "./vectors.ts";

/** Rows that one turn of a long answer reads, so that others get theirs. */
const SLICE = 200;

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

/** Which faces of a collection are listed; all where neither is given. */
export interface FaceFilter {
  readonly userId?: string | undefined;
  /** Ids that are not there are passed over. */
  readonly faceIds?: readonly string[] | undefined;
}

/** What became of a face that was to be deleted. */
export interface Deletion {
  readonly faceId: string;
  readonly deleted: boolean;
  /** The user to whom it belongs, so that it stays. */
  readonly userId?: string;
}

/** The faces of collections: rows in the state, vectors in memory from the first search on. */
export class FaceStore {
  readonly #state: State;
  readonly #vectors: VectorCache;

  constructor(state: State) {
    this.#state = state;
    this.#vectors = new VectorCache(state, {
      select: `SELECT face_id AS id, embedding AS vector, 0 AS spread FROM rekognition_face
       WHERE collection = ? AND face_id > ? ORDER BY face_id LIMIT ?`,
      count: "SELECT count(*) AS count FROM rekognition_face WHERE collection = ?",
    });
  }

  /**
   * Stores the faces of one picture, in order, and resolves with them in full numbers. A face whose picture,
   * ExternalImageId and box are stored already keeps its FaceId. Throws ResourceNotFoundException where the
   * collection went meanwhile, FaceEngineChangedException where another engine indexed it.
   */
  add(collection: Collection, picture: IndexedPicture, faces: readonly NewFace[]): Promise<Face[]> {
    return this.#vectors.write(collection.id, () => {
      this.#claim(collection, picture.engine, faces.length > 0);
      return faces.map((face, rank) => this.#add(collection.id, picture, face, rank));
    });
  }

  /** At most `limit` faces after the face `after`, by FaceId. */
  list(id: number, after: string, limit: number, { userId, faceIds }: FaceFilter = {}): Promise<Face[]> {
    return this.#state.read(() => {
      if (faceIds !== undefined) {
        const wanted = [...new Set(faceIds)].filter((faceId) => faceId > after).toSorted();
        const found = this.#find(id, wanted);
        return found.filter((face) => userId === undefined || face.UserId === userId).slice(0, limit);
      }
      const rows =
        userId === undefined
          ? this.#state.sql(`${SHOWN} WHERE f.collection = ? AND f.face_id > ? ORDER BY f.face_id LIMIT ?`)
          : this.#state.sql(
              `${SHOWN} WHERE f.collection = ? AND f.face_id > ? AND a.user_id = ? ORDER BY f.face_id LIMIT ?`,
            );
      return rows.all(id, after, ...(userId === undefined ? [] : [userId]), limit).map(storedFace);
    });
  }

  /** The faces of these ids that are there, in their order; read in turns of 200. */
  async find(id: number, faceIds: readonly string[]): Promise<Face[]> {
    const found: Face[] = [];
    for (let at = 0; at < faceIds.length; at += SLICE) {
      found.push(...(await this.#state.read(() => this.#find(id, faceIds.slice(at, at + SLICE)))));
    }
    return found;
  }

  /** Deletes faces but those that belong to a user, and tells of each what became of it, in their order. */
  delete(id: number, faceIds: readonly string[]): Promise<Deletion[]> {
    return this.#vectors.write(id, () =>
      faceIds.map((faceId) => {
        const user = this.#state
          .sql("SELECT user_id FROM rekognition_association WHERE collection = ? AND face_id = ?")
          .get(id, faceId);
        if (user !== undefined) return { faceId, deleted: false, userId: String(user["user_id"]) };
        const { changes } = this.#state
          .sql("DELETE FROM rekognition_face WHERE collection = ? AND face_id = ?")
          .run(id, faceId);
        this.#vectors.remove(id, faceId);
        return { faceId, deleted: Number(changes) > 0 };
      }),
    );
  }

  /** The vector of one face, read from the state; undefined where it is not there. Throws FaceEngineChangedException. */
  vector(collection: Collection, engine: string, faceId: string): Promise<Float32Array | undefined> {
    return this.#state.read(() => {
      this.#requireEngine(collection, engine);
      const row = this.#state
        .sql("SELECT embedding FROM rekognition_face WHERE collection = ? AND face_id = ?")
        .get(collection.id, faceId);
      return row === undefined ? undefined : toVector(row["embedding"]);
    });
  }

  /** Every vector of a collection, read from the state at the first call. Throws FaceEngineChangedException. */
  async vectors(collection: Collection, engine: string): Promise<Vectors> {
    await this.requireEngine(collection, engine);
    return this.#vectors.of(collection.id);
  }

  /**
   * Throws FaceEngineChangedException where another engine made the vectors of a collection. The first face may have
   * come since the collection was read, so it is looked at again.
   */
  async requireEngine(collection: Collection, engine: string): Promise<void> {
    await this.#state.read(() => this.#requireEngine(collection, engine));
  }

  /** Frees the vectors of a collection; they are read again when they are needed. */
  forget(id: number): void {
    this.#vectors.forget(id);
  }

  /** The first face decides the engine of a collection; one that was emptied takes the next. */
  #claim(collection: Collection, engine: string, adds: boolean): void {
    if (this.#requireEngine(collection, engine) === engine || !adds) return;
    this.#state.sql("UPDATE rekognition_collection SET engine = ? WHERE id = ?").run(engine, collection.id);
  }

  /** The engine of the collection as it is now, which is another one only while it is empty. */
  #requireEngine({ id, name }: Collection, engine: string): string {
    const row = this.#state
      .sql(
        `SELECT engine, EXISTS (SELECT 1 FROM rekognition_face WHERE collection = id) AS filled
         FROM rekognition_collection WHERE id = ?`,
      )
      .get(id);
    if (row === undefined) throw collectionNotFound(name);
    const known = String(row["engine"]);
    if (known !== engine && Number(row["filled"]) === 1) throw engineChanged(name, known, engine);
    return known;
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
        toBlob(embedding),
      );
    this.#vectors.put(id, faceId, embedding);
    return {
      FaceId: faceId,
      BoundingBox: box,
      ImageId: image,
      ...(externalImageId === undefined ? {} : { ExternalImageId: externalImageId }),
      Confidence: confidence,
    };
  }

  /**
   * The id of the same face of the same picture under the same ExternalImageId. Without one each call stores again:
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
    const statement = this.#state.sql(`${SHOWN} WHERE f.collection = ? AND f.face_id = ?`);
    return faceIds.flatMap((faceId) => {
      const row = statement.get(id, faceId);
      return row === undefined ? [] : [storedFace(row)];
    });
  }
}

const SHOWN = `
  SELECT f.face_id, f.image_id, f.external_image_id, f.box_left, f.box_top, f.box_width, f.box_height, f.confidence,
    a.user_id
  FROM rekognition_face f LEFT JOIN rekognition_association a ON a.collection = f.collection AND a.face_id = f.face_id`;
