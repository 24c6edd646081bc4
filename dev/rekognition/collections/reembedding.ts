import type { State } from "../../endpoint/state/state.ts";
import { boundingBox } from "../face-detail.ts";
import type { AnalysedFace } from "../model/face-model.ts";
import { type Box, pairBoxes } from "../recordings/boxes.ts";
import { userVector } from "./user-vector.ts";
import { toBlob, toVector } from "./vector-cache.ts";

/** A face whose vector another engine has made, and which has no new one yet. */
export interface WaitingFace {
  readonly faceId: string;
  /** SHA-256 of its picture in hex. */
  readonly picture: string;
  readonly externalImageId?: string;
}

/** A collection whose vectors another engine has made. */
export interface OutdatedCollection {
  readonly id: number;
  /** CollectionId. */
  readonly name: string;
  /** `FaceModel.version` of its vectors. */
  readonly engine: string;
  readonly faces: number;
  readonly waiting: readonly WaitingFace[];
}

/**
 * New vectors for collections that another engine has indexed, with boxes as this one finds them, by which IndexFaces
 * knows a face again. They wait beside the old ones until every face of a collection has one, and take their place at
 * once: no search ever compares vectors of two engines.
 */
export class Reembedding {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  /** The collections, of every account and Region, whose vectors are not `engine`'s. */
  outdated(engine: string): Promise<OutdatedCollection[]> {
    return this.#state.read(() =>
      this.#state
        .sql(
          `SELECT id, name, engine, (SELECT count(*) FROM rekognition_face WHERE collection = id) AS faces
           FROM rekognition_collection WHERE engine <> ? AND engine <> '' ORDER BY id`,
        )
        .all(engine)
        .map((row) => ({
          id: Number(row["id"]),
          name: String(row["name"]),
          engine: String(row["engine"]),
          faces: Number(row["faces"]),
          waiting: this.#waiting(Number(row["id"]), engine),
        }))
        .filter(({ faces }) => faces > 0),
    );
  }

  /** Keeps the vectors that were found in a picture for the faces that were indexed of it; resolves with how many. */
  keep(engine: string, picture: string, found: readonly AnalysedFace[]): Promise<number> {
    const boxes = found.map(({ box }) => boundingBox(box));
    return this.#state.write(() => {
      const faces = this.#state
        .sql(
          `SELECT f.collection, f.face_id, f.box_left, f.box_top, f.box_width, f.box_height
           FROM rekognition_collection c JOIN rekognition_face f ON f.collection = c.id
           WHERE c.engine <> ? AND f.picture = ?`,
        )
        .all(engine, picture);
      let kept = 0;
      for (const { face, now, nowBox } of pairsOf(faces, found, boxes)) {
        this.#state
          .sql("INSERT OR REPLACE INTO rekognition_new_vector VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
          .run(
            Number(face["collection"]),
            String(face["face_id"]),
            engine,
            nowBox.Left,
            nowBox.Top,
            nowBox.Width,
            nowBox.Height,
            Math.fround(now.confidence),
            toBlob(now.embedding),
          );
        kept++;
      }
      return kept;
    });
  }

  /**
   * Puts the new vectors in the place of the old ones where every face of a collection has one; with `drop` the faces
   * that have none are deleted first. False where some have none.
   */
  settle({ id }: Pick<OutdatedCollection, "id">, engine: string, drop: boolean): Promise<boolean> {
    return this.#state.write(() => {
      const waiting = this.#waiting(id, engine);
      if (waiting.length > 0 && !drop) return false;
      for (const { faceId } of waiting) {
        for (const table of ["rekognition_face", "rekognition_association"]) {
          this.#state.sql(`DELETE FROM ${table} WHERE collection = ? AND face_id = ?`).run(id, faceId);
        }
      }
      this.#state
        .sql(
          `UPDATE rekognition_face AS f SET embedding = n.embedding, confidence = n.confidence, box_left = n.box_left,
             box_top = n.box_top, box_width = n.box_width, box_height = n.box_height
           FROM rekognition_new_vector n
           WHERE f.collection = ? AND n.collection = f.collection AND n.face_id = f.face_id`,
        )
        .run(id);
      this.#state.sql("DELETE FROM rekognition_new_vector WHERE collection = ?").run(id);
      this.#state.sql("UPDATE rekognition_collection SET engine = ? WHERE id = ?").run(engine, id);
      this.#renewUsers(id);
      return true;
    });
  }

  #waiting(id: number, engine: string): WaitingFace[] {
    return this.#state
      .sql(
        `SELECT face_id, picture, external_image_id FROM rekognition_face f WHERE collection = ? AND NOT EXISTS (
           SELECT 1 FROM rekognition_new_vector n
           WHERE n.collection = f.collection AND n.face_id = f.face_id AND n.engine = ?)
         ORDER BY face_id`,
      )
      .all(id, engine)
      .map(({ face_id: faceId, picture, external_image_id: externalImageId }) => ({
        faceId: String(faceId),
        picture: String(picture),
        ...(typeof externalImageId === "string" ? { externalImageId } : {}),
      }));
  }

  #renewUsers(id: number): void {
    const users = this.#state.sql("SELECT user_id FROM rekognition_user WHERE collection = ?").all(id);
    for (const { user_id: userId } of users) {
      const faces = this.#state
        .sql(
          `SELECT f.embedding FROM rekognition_association a
           JOIN rekognition_face f ON f.collection = a.collection AND f.face_id = a.face_id
           WHERE a.collection = ? AND a.user_id = ? ORDER BY a.face_id`,
        )
        .all(id, String(userId))
        .map(({ embedding }) => toVector(embedding));
      const vector = userVector(faces);
      this.#state
        .sql("UPDATE rekognition_user SET vector = ?, spread = ? WHERE collection = ? AND user_id = ?")
        .run(vector === undefined ? null : toBlob(vector.mean), vector?.spread ?? 0, id, String(userId));
    }
  }
}

type Row = Readonly<Record<string, unknown>>;

/**
 * What each stored face of a picture is among those that were found in it now; one that is none of them is left out. Of
 * one collection no two faces become the same one, but for a face that was indexed more than once: its boxes are equal.
 */
function pairsOf(faces: readonly Row[], found: readonly AnalysedFace[], boxes: readonly Box[]) {
  const collections = Object.values(Object.groupBy(faces, ({ collection }) => String(collection)));
  return collections.flatMap((rows = []) => {
    const stored = Object.values(Object.groupBy(rows, (face) => JSON.stringify(boxOf(face)))).flatMap((same) =>
      same === undefined ? [] : [same],
    );
    const boxesBefore = stored.flatMap(([face]) => (face === undefined ? [] : [boxOf(face)]));
    return pairBoxes(boxesBefore, boxes).flatMap(({ a, b }) => {
      const [now, nowBox] = [found[b], boxes[b]];
      return now === undefined || nowBox === undefined ? [] : (stored[a] ?? []).map((face) => ({ face, now, nowBox }));
    });
  });
}

function boxOf(face: Row): Box {
  return {
    Left: Number(face["box_left"]),
    Top: Number(face["box_top"]),
    Width: Number(face["box_width"]),
    Height: Number(face["box_height"]),
  };
}
