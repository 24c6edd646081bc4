import type { State } from "../../endpoint/state/state.ts";
import { collectionNotFound, userExists, userNotFound } from "../errors.ts";
import type { Collection } from "./collection-store.ts";
import type { Request, RequestTokens } from "./request-tokens.ts";
import type { UserVector } from "./user-vector.ts";
import { VectorCache, toBlob, toVector } from "./vector-cache.ts";
import type { Vectors } from "./vectors.ts";

/**
 * Milliseconds that a user counts as UPDATING after its faces changed. On AWS it takes seconds, up to a minute; here
 * the vector is there at once, and the status says so a second later, for clients to wait for.
 */
const UPDATING = 1000;

/** `CREATED` has no face, `UPDATING` got or lost one just now, `ACTIVE` has its vector. */
export type UserStatus = "CREATED" | "UPDATING" | "ACTIVE";

/** A user as the API shows it. */
export interface User {
  readonly UserId: string;
  readonly UserStatus: UserStatus;
}

/** The users of collections: rows in the state, vectors in memory from the first search on. */
export class UserStore {
  readonly #state: State;
  readonly #tokens: RequestTokens;
  readonly #vectors: VectorCache;

  constructor(state: State, tokens: RequestTokens) {
    this.#state = state;
    this.#tokens = tokens;
    this.#vectors = new VectorCache(state, {
      select: `SELECT user_id AS id, vector, spread FROM rekognition_user
       WHERE collection = ? AND user_id > ? AND vector IS NOT NULL ORDER BY user_id LIMIT ?`,
      count: "SELECT count(*) AS count FROM rekognition_user WHERE collection = ?",
    });
  }

  /** Throws ConflictException where the collection has a user of that name. */
  create(collection: Collection, userId: string, request: Request): Promise<Record<string, never>> {
    return this.#state.write(() =>
      this.#tokens.once(request, Date.now(), () => {
        this.#requireCollection(collection);
        if (this.#row(collection.id, userId) !== undefined) throw userExists(userId);
        this.#state.sql("INSERT INTO rekognition_user VALUES (?, ?, 0, NULL, 0)").run(collection.id, userId);
        return {};
      }),
    );
  }

  /** Deletes a user; its faces stay and belong to nobody. Throws ResourceNotFoundException. */
  delete({ id }: Collection, userId: string, request: Request): Promise<Record<string, never>> {
    return this.#vectors.write(id, () =>
      this.#tokens.once(request, Date.now(), () => {
        this.require(id, userId);
        this.#state.sql("DELETE FROM rekognition_user WHERE collection = ? AND user_id = ?").run(id, userId);
        this.#state.sql("DELETE FROM rekognition_association WHERE collection = ? AND user_id = ?").run(id, userId);
        this.#vectors.remove(id, userId);
        return {};
      }),
    );
  }

  /** At most `limit` users after the user `after`, by UserId. */
  list(id: number, after: string, limit: number): Promise<User[]> {
    return this.#state.read(() =>
      this.#state
        .sql(`${SHOWN} WHERE collection = ? AND user_id > ? ORDER BY user_id LIMIT ?`)
        .all(id, after, limit)
        .map((row) => toUser(row)),
    );
  }

  /** The users of these names that are there, in their order. */
  find(id: number, userIds: readonly string[]): Promise<User[]> {
    return this.#state.read(() =>
      userIds.flatMap((userId) => {
        const row = this.#row(id, userId);
        return row === undefined ? [] : [toUser(row)];
      }),
    );
  }

  /** A user's vector, undefined where it has no faces. Throws ResourceNotFoundException. */
  vector(id: number, userId: string): Promise<UserVector | undefined> {
    return this.#state.read(() => {
      const row = this.#state
        .sql("SELECT vector, spread FROM rekognition_user WHERE collection = ? AND user_id = ?")
        .get(id, userId);
      if (row === undefined) throw userNotFound(userId);
      if (row["vector"] === null) return undefined;
      return { mean: toVector(row["vector"]), spread: Number(row["spread"]) };
    });
  }

  /** Every user's vector, of those that have faces. */
  vectors(id: number): Promise<Vectors> {
    return this.#vectors.of(id);
  }

  /** Frees the vectors of a collection. */
  forget(id: number): void {
    this.#vectors.forget(id);
  }

  /** The user of that name. Throws ResourceNotFoundException. Inside `State.read` or `State.write`. */
  require(id: number, userId: string): User {
    const row = this.#row(id, userId);
    if (row === undefined) throw userNotFound(userId);
    return toUser(row);
  }

  /** Writes a user's new vector, with its status. Inside `change`. */
  update(id: number, userId: string, vector: UserVector | undefined): void {
    this.#state
      .sql("UPDATE rekognition_user SET vector = ?, spread = ?, changed_at = ? WHERE collection = ? AND user_id = ?")
      .run(vector === undefined ? null : toBlob(vector.mean), vector?.spread ?? 0, Date.now(), id, userId);
    if (vector === undefined) this.#vectors.remove(id, userId);
    else this.#vectors.put(id, userId, vector.mean, vector.spread);
  }

  /** `State.write` of work that changes users' vectors, unless the request was answered before. */
  change<Output>({ id }: Collection, request: Request, work: () => Output): Promise<Output> {
    return this.#vectors.write(id, () => this.#tokens.once(request, Date.now(), work));
  }

  #row(id: number, userId: string): Record<string, unknown> | undefined {
    return this.#state.sql(`${SHOWN} WHERE collection = ? AND user_id = ?`).get(id, userId);
  }

  #requireCollection({ id, name }: Collection): void {
    const row = this.#state.sql("SELECT 1 FROM rekognition_collection WHERE id = ?").get(id);
    if (row === undefined) throw collectionNotFound(name);
  }
}

const SHOWN = "SELECT user_id, changed_at, vector IS NOT NULL AS active FROM rekognition_user";

function toUser(row: Record<string, unknown>): User {
  const updating = Date.now() < Number(row["changed_at"]) + UPDATING;
  const settled = Number(row["active"]) === 1 ? "ACTIVE" : "CREATED";
  return { UserId: String(row["user_id"]), UserStatus: updating ? "UPDATING" : settled };
}
