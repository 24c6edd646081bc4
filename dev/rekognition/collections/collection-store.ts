import { number, rowReader, text } from "../../endpoint/state/rows.ts";
import type { State } from "../../endpoint/state/state.ts";
import { collectionExists, collectionNotFound, resourceNotFound, tooManyTags } from "../errors.ts";

/** Most tags of one collection: what the model allows in one map. */
const MOST_TAGS = 200;

/** Rows that one turn deletes, so that others get theirs. */
const SLICE = 500;

/** Whose collections a call sees. */
export interface Owner {
  /** 12 digits. */
  readonly account: string;
  readonly region: string;
}

/** A collection as it is stored. */
export interface Collection {
  /** Never given again. */
  readonly id: number;
  /** CollectionId. */
  readonly name: string;
  /** `FaceModel.version` of its vectors; empty until a face was indexed. */
  readonly engine: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** What a collection holds. */
export interface CollectionSize {
  readonly faceCount: number;
  readonly userCount: number;
}

/** The collections of every account and region, and their tags. */
export class CollectionStore {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  /** Throws ResourceAlreadyExistsException. */
  create(owner: Owner, name: string, tags: Readonly<Record<string, string>>): Promise<void> {
    return this.#state.write(() => {
      if (this.lookUp(owner, name) !== undefined) throw collectionExists(name);
      this.#state
        .sql("INSERT INTO rekognition_collection(account, region, name, engine, created_at) VALUES (?, ?, ?, '', ?)")
        .run(owner.account, owner.region, name, Date.now());
      const { id } = this.require(owner, name);
      this.#setTags(id, tags);
    });
  }

  /** The collection of that name. Throws ResourceNotFoundException. */
  get(owner: Owner, name: string): Promise<Collection> {
    return this.#state.read(() => this.require(owner, name));
  }

  /** How many faces and users a collection holds; undefined where there is none of that name. */
  describe(owner: Owner, name: string): Promise<(Collection & CollectionSize) | undefined> {
    return this.#state.read(() => {
      const collection = this.lookUp(owner, name);
      if (collection === undefined) return undefined;
      const row = this.#state
        .sql(
          `SELECT (SELECT count(*) FROM rekognition_face WHERE collection = ?1) AS faces,
           (SELECT count(*) FROM rekognition_user WHERE collection = ?1) AS users`,
        )
        .get(collection.id);
      return { ...collection, faceCount: Number(row?.["faces"]), userCount: Number(row?.["users"]) };
    });
  }

  /** At most `limit` collections after the one with the number `after`, oldest first. */
  list(owner: Owner, after: number, limit: number): Promise<Collection[]> {
    return this.#state.read(() =>
      this.#state
        .sql("SELECT * FROM rekognition_collection WHERE account = ? AND region = ? AND id > ? ORDER BY id LIMIT ?")
        .all(owner.account, owner.region, after, limit)
        .map(toCollection),
    );
  }

  /** Deletes a collection with all it holds and resolves with its number. Throws ResourceNotFoundException. */
  async delete(owner: Owner, name: string): Promise<number> {
    const id = await this.#state.write(() => {
      const collection = this.require(owner, name);
      this.#state.sql("DELETE FROM rekognition_tag WHERE collection = ?").run(collection.id);
      this.#state.sql("DELETE FROM rekognition_collection WHERE id = ?").run(collection.id);
      return collection.id;
    });
    await this.#deleteContents(id);
    return id;
  }

  /** Deletes what is left of collections whose deletion a crash interrupted. */
  async sweep(): Promise<void> {
    const orphans = await this.#state.read(() =>
      CONTENTS.flatMap(({ table }) =>
        this.#state
          .sql(
            `SELECT DISTINCT collection FROM ${table}
             WHERE collection NOT IN (SELECT id FROM rekognition_collection) LIMIT 1000`,
          )
          .all(),
      ),
    );
    for (const id of new Set(orphans.map((row) => Number(row["collection"])))) await this.#deleteContents(id);
  }

  /** Tags of the collection that an ARN names. Throws ResourceNotFoundException. */
  tags(owner: Owner, resourceArn: string): Promise<Record<string, string>> {
    return this.#state.read(() => {
      const rows = this.#state
        .sql("SELECT key, value FROM rekognition_tag WHERE collection = ? ORDER BY key LIMIT ?")
        .all(this.#requireArn(owner, resourceArn).id, MOST_TAGS);
      return Object.fromEntries(rows.map((row) => [String(row["key"]), String(row["value"])]));
    });
  }

  /** Adds tags or gives them new values. Throws ResourceNotFoundException, ServiceQuotaExceededException. */
  tag(owner: Owner, resourceArn: string, tags: Readonly<Record<string, string>>): Promise<void> {
    return this.#state.write(() => this.#setTags(this.#requireArn(owner, resourceArn).id, tags));
  }

  /** Removes tags; keys that are not there are passed over. Throws ResourceNotFoundException. */
  untag(owner: Owner, resourceArn: string, keys: readonly string[]): Promise<void> {
    return this.#state.write(() => {
      const { id } = this.#requireArn(owner, resourceArn);
      const remove = this.#state.sql("DELETE FROM rekognition_tag WHERE collection = ? AND key = ?");
      for (const key of keys) remove.run(id, key);
    });
  }

  /** The collection of that name, or undefined. Inside `State.read` or `State.write`. */
  lookUp(owner: Owner, name: string): Collection | undefined {
    const row = this.#state
      .sql("SELECT * FROM rekognition_collection WHERE account = ? AND region = ? AND name = ?")
      .get(owner.account, owner.region, name);
    return row === undefined ? undefined : toCollection(row);
  }

  /** As `get`, inside `State.read` or `State.write`. */
  require(owner: Owner, name: string): Collection {
    const collection = this.lookUp(owner, name);
    if (collection === undefined) throw collectionNotFound(name);
    return collection;
  }

  #requireArn(owner: Owner, arn: string): Collection {
    const prefix = `arn:aws:rekognition:${owner.region}:${owner.account}:collection/`;
    const collection = arn.startsWith(prefix) ? this.lookUp(owner, arn.slice(prefix.length)) : undefined;
    if (collection === undefined) throw resourceNotFound(arn);
    return collection;
  }

  #setTags(id: number, tags: Readonly<Record<string, string>>): void {
    const set = this.#state.sql("INSERT OR REPLACE INTO rekognition_tag VALUES (?, ?, ?)");
    for (const [key, value] of Object.entries(tags)) set.run(id, key, value);
    const row = this.#state.sql("SELECT count(*) AS count FROM rekognition_tag WHERE collection = ?").get(id);
    if (Number(row?.["count"]) > MOST_TAGS) throw tooManyTags(MOST_TAGS);
  }

  async #deleteContents(id: number): Promise<void> {
    for (const { table, key } of CONTENTS) {
      const deleteSlice = () =>
        this.#state
          .sql(
            `DELETE FROM ${table} WHERE collection = ? AND ${key} IN
             (SELECT ${key} FROM ${table} WHERE collection = ? ORDER BY ${key} LIMIT ${SLICE})`,
          )
          .run(id, id).changes;
      while (Number(await this.#state.write(deleteSlice)) > 0);
    }
  }
}

/** What a collection may hold much of, by the rest of its key. */
const CONTENTS = [
  { table: "rekognition_face", key: "face_id" },
  { table: "rekognition_new_vector", key: "face_id" },
  { table: "rekognition_association", key: "face_id" },
  { table: "rekognition_user", key: "user_id" },
] as const;

const toCollection = rowReader({ id: number, name: text, engine: text, createdAt: number });
