import type { State } from "../../endpoint/state/state.ts";
import { tooManyFaces } from "../errors.ts";
import type { Collection } from "./collection-store.ts";
import type { Request } from "./request-tokens.ts";
import type { UserStatus, UserStore } from "./user-store.ts";
import { distanceToUser, userVector } from "./user-vector.ts";
import { toVector } from "./vector-cache.ts";

/** Most faces of one user. */
const MOST_FACES = 100;

/** Why a face was not associated, or not disassociated. */
export type FailureReason = "FACE_NOT_FOUND" | "ASSOCIATED_TO_A_DIFFERENT_USER" | "LOW_MATCH_CONFIDENCE";

/** A face with which nothing was done. */
export interface Failure {
  readonly FaceId: string;
  /** The user to whom it belongs. */
  readonly UserId?: string;
  /** Its similarity to the user, 0–100, where that is too low. */
  readonly Confidence?: number;
  readonly Reasons: readonly FailureReason[];
}

/** What became of the faces, in the order of the request; those that already were as wanted are in neither list. */
export interface Change {
  readonly done: readonly string[];
  readonly failed: readonly Failure[];
  readonly status: UserStatus;
}

/** What an association needs: faces must be as similar to the user as `threshold` says, 0–100. */
export interface Wanted {
  readonly userId: string;
  readonly faceIds: readonly string[];
  readonly threshold: number;
  readonly similarityAt: (distance: number) => number;
}

interface FaceRow {
  readonly embedding: Float32Array;
  readonly userId: string | undefined;
}

/** Which face belongs to which user. */
export class Associations {
  readonly #state: State;
  readonly #users: UserStore;

  constructor(state: State, users: UserStore) {
    this.#state = state;
    this.#users = users;
  }

  /**
   * Associates faces with a user. They are compared with the faces that the user had before; where it had none, all
   * are taken. Throws ResourceNotFoundException, and ServiceQuotaExceededException over 100 faces.
   */
  associate(collection: Collection, { userId, faceIds, threshold, similarityAt }: Wanted, request: Request) {
    const { id } = collection;
    return this.#change(collection, userId, request, () => {
      const known = userVector(this.#embeddings(id, userId));
      const done: string[] = [];
      const failed: Failure[] = [];
      for (const FaceId of new Set(faceIds)) {
        const face = this.#face(id, FaceId);
        if (face?.userId === userId) continue;
        const confidence = face && known ? similarityAt(distanceToUser(known, face.embedding)) : 100;
        if (face === undefined) failed.push({ FaceId, Reasons: ["FACE_NOT_FOUND"] });
        else if (face.userId !== undefined) failed.push(ofAnother(FaceId, face.userId));
        else if (confidence < threshold) {
          failed.push({ FaceId, Confidence: confidence, Reasons: ["LOW_MATCH_CONFIDENCE"] });
        } else {
          this.#state.sql("INSERT INTO rekognition_association VALUES (?, ?, ?)").run(id, FaceId, userId);
          done.push(FaceId);
        }
      }
      if (this.#embeddings(id, userId).length > MOST_FACES) throw tooManyFaces(userId, MOST_FACES);
      return { done, failed };
    });
  }

  /** Takes faces from a user; they stay in the collection. Throws ResourceNotFoundException. */
  disassociate(collection: Collection, { userId, faceIds }: Pick<Wanted, "userId" | "faceIds">, request: Request) {
    const { id } = collection;
    return this.#change(collection, userId, request, () => {
      const done: string[] = [];
      const failed: Failure[] = [];
      for (const FaceId of new Set(faceIds)) {
        const face = this.#face(id, FaceId);
        if (face?.userId === userId) {
          this.#state.sql("DELETE FROM rekognition_association WHERE collection = ? AND face_id = ?").run(id, FaceId);
          done.push(FaceId);
        } else if (face === undefined) failed.push({ FaceId, Reasons: ["FACE_NOT_FOUND"] });
        else if (face.userId !== undefined) failed.push(ofAnother(FaceId, face.userId));
      }
      return { done, failed };
    });
  }

  #change(
    collection: Collection,
    userId: string,
    request: Request,
    work: () => Omit<Change, "status">,
  ): Promise<Change> {
    const { id } = collection;
    return this.#users.change(collection, request, () => {
      this.#users.require(id, userId);
      const change = work();
      if (change.done.length > 0) this.#users.update(id, userId, userVector(this.#embeddings(id, userId)));
      return { ...change, status: this.#users.require(id, userId).UserStatus };
    });
  }

  #face(id: number, faceId: string): FaceRow | undefined {
    const row = this.#state
      .sql(
        `SELECT f.embedding, a.user_id FROM rekognition_face f
         LEFT JOIN rekognition_association a ON a.collection = f.collection AND a.face_id = f.face_id
         WHERE f.collection = ? AND f.face_id = ?`,
      )
      .get(id, faceId);
    if (row === undefined) return undefined;
    const userId = row["user_id"];
    return { embedding: toVector(row["embedding"]), userId: typeof userId === "string" ? userId : undefined };
  }

  #embeddings(id: number, userId: string): Float32Array[] {
    return this.#state
      .sql(
        `SELECT f.embedding FROM rekognition_association a
         JOIN rekognition_face f ON f.collection = a.collection AND f.face_id = a.face_id
         WHERE a.collection = ? AND a.user_id = ? ORDER BY a.face_id LIMIT ?`,
      )
      .all(id, userId, MOST_FACES + 1)
      .map((row) => toVector(row["embedding"]));
  }
}

function ofAnother(FaceId: string, UserId: string): Failure {
  return { FaceId, UserId, Reasons: ["ASSOCIATED_TO_A_DIFFERENT_USER"] };
}
