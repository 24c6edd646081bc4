import { randomBytes } from "node:crypto";
import { flag, number, own, rowReader, text, utf8 } from "../../../state/rows.ts";
import type { State } from "../../../state/state.ts";
import type { Algorithm, Checksums } from "../checksum.ts";
import { type ChecksumType, type ObjectMeta, toKey } from "./objects.ts";

/** An upload in parts that is neither complete nor aborted. */
export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  /** Orders the uploads of a key. */
  readonly sequence: number;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly algorithm: Algorithm;
  readonly checksumType: ChecksumType;
  /** Whether the client named the algorithm; otherwise it is S3's own. */
  readonly chosen: boolean;
  /** What the object will have besides its checksums. */
  readonly meta: Omit<ObjectMeta, "Checksums">;
  /** The object of its key was removed since it began. */
  readonly isContested: boolean;
}

/** A part that lies in its file. */
export interface StoredPart {
  readonly number: number;
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  /** Hex; the part's ETag. */
  readonly md5: string;
  readonly checksums: Checksums;
  /** Epoch milliseconds, whole seconds. */
  readonly modifiedAt: number;
}

type StoredMeta = Upload["meta"] & { readonly Contested?: true };

const toRow = rowReader({
  id: text,
  bucket: text,
  key: utf8,
  sequence: number,
  startedAt: number,
  algorithm: (column) => column as Algorithm,
  checksumType: (column) => column as ChecksumType,
  chosen: flag,
  meta: (column) => own(column) as StoredMeta,
});

function toUpload(row: Parameters<typeof toRow>[0]): Upload {
  const { meta, ...rest } = toRow(row);
  const { Contested = false, ...described } = meta;
  return { ...rest, meta: described, isContested: Contested };
}

const toPart = rowReader({
  number,
  file: text,
  size: number,
  md5: text,
  checksums: (column) => own(column) as Checksums,
  modifiedAt: number,
});

/** Uploads in parts. Every method is synchronous: to be called inside `State.read` or `State.write`. */
export class Uploads {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  /** Begins an upload; returns its id. */
  add(upload: Omit<Upload, "id" | "isContested">): string {
    const id = randomBytes(48).toString("base64url");
    const { bucket, key, sequence, startedAt, algorithm, checksumType, chosen, meta } = upload;
    this.#state
      .sql("INSERT INTO s3_upload VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .run(id, bucket, toKey(key), sequence, startedAt, algorithm, checksumType, chosen ? 1 : 0, JSON.stringify(meta));
    return id;
  }

  /** Tells the uploads of a key that its object was removed meanwhile, of which no row is left to tell. */
  contest(bucket: string, key: string): void {
    this.#state
      .sql("UPDATE s3_upload SET meta = json_set(meta, '$.Contested', json('true')) WHERE bucket = ? AND key = ?")
      .run(bucket, toKey(key));
  }

  find(bucket: string, key: string, id: string): Upload | undefined {
    const row = this.#state
      .sql("SELECT * FROM s3_upload WHERE id = ? AND bucket = ? AND key = ?")
      .get(id, bucket, toKey(key));
    return row === undefined ? undefined : toUpload(row);
  }

  /** Uploads in the order of their keys and beginnings, after a place. */
  list(bucket: string, after: { key: string; sequence: number }, limit: number): Upload[] {
    return this.#state
      .sql(
        `SELECT * FROM s3_upload WHERE bucket = ? AND (key, sequence) > (?, ?)
         ORDER BY key, sequence LIMIT ?`,
      )
      .all(bucket, toKey(after.key), after.sequence, limit)
      .map(toUpload);
  }

  /** Puts a part in its place; returns the file of the one that it replaces. */
  putPart(upload: string, part: StoredPart): string[] {
    const files = this.#state
      .sql("DELETE FROM s3_part WHERE upload = ? AND number = ? RETURNING file")
      .all(upload, part.number);
    this.#state
      .sql("INSERT INTO s3_part VALUES (?, ?, ?, ?, ?, ?, ?)")
      .run(upload, part.number, part.file, part.size, part.md5, JSON.stringify(part.checksums), part.modifiedAt);
    return files.map(({ file }) => String(file));
  }

  /** Parts in the order of their numbers, after one. */
  parts(upload: string, after: number, limit: number): StoredPart[] {
    return this.#state
      .sql("SELECT * FROM s3_part WHERE upload = ? AND number > ? ORDER BY number LIMIT ?")
      .all(upload, after, limit)
      .map(toPart);
  }

  /** Ends an upload; returns the files of its parts. */
  remove(id: string): string[] {
    const files = this.#state.sql("DELETE FROM s3_part WHERE upload = ? RETURNING file").all(id);
    this.#state.sql("DELETE FROM s3_upload WHERE id = ?").run(id);
    return files.map(({ file }) => String(file));
  }

  /** Ends every upload of a bucket; returns the files of their parts. */
  removeAll(bucket: string): string[] {
    const uploads = this.#state.sql("SELECT id FROM s3_upload WHERE bucket = ?").all(bucket);
    return uploads.flatMap(({ id }) => this.remove(String(id)));
  }

  /** Parts of all uploads, for the check of their files. */
  allParts(after: { upload: string; number: number }, limit: number): { upload: string; part: StoredPart }[] {
    return this.#state
      .sql("SELECT * FROM s3_part WHERE (upload, number) > (?, ?) ORDER BY upload, number LIMIT ?")
      .all(after.upload, after.number, limit)
      .map((row) => ({ upload: String(row["upload"]), part: toPart(row) }));
  }

  /** Forgets one part. */
  removePart(upload: string, number: number): void {
    this.#state.sql("DELETE FROM s3_part WHERE upload = ? AND number = ?").run(upload, number);
  }
}
