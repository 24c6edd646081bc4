import { number, own, rowReader } from "../../../state/rows.ts";
import type { State } from "../../../state/state.ts";
import type { Checksums } from "../checksum.ts";
import type { Tag } from "../tags.ts";
import type { Versioning } from "./buckets.ts";
import { OBJECT_FILES } from "./schema.ts";
import { NULL_VERSION, createVersionId } from "./version-id.ts";

/** What is kept of an object besides its bytes, by the API's names. */
export interface ObjectMeta {
  readonly ContentType?: string | undefined;
  readonly CacheControl?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentLanguage?: string | undefined;
  /** As it was sent. */
  readonly Expires?: string | undefined;
  /** User metadata, names in lower case. */
  readonly Metadata: Readonly<Record<string, string>>;
  readonly Checksums: Checksums;
  /** Absent: of the whole object. */
  readonly ChecksumType?: ChecksumType | undefined;
  /** Of the file, in hex, where the ETag is not it: what was put in parts. */
  readonly FileMd5?: string | undefined;
  /** How many parts it was put in. */
  readonly PartsCount?: number | undefined;
  /** The upload that it came of, where it was put in parts. */
  readonly UploadId?: string | undefined;
  /** Absent: by S3's own keys. */
  readonly Encryption?: Encryption | undefined;
  /** Absent where there are none. */
  readonly Tags?: readonly Tag[] | undefined;
}

/** How an object says it is encrypted. No byte is: the files of the state are as they came. */
export interface Encryption {
  readonly ServerSideEncryption: "AES256" | "aws:kms";
  /** ARN of the key, with `aws:kms`. */
  readonly SSEKMSKeyId?: string;
}

/** What a checksum is of: the bytes of an object, or the checksums of its parts. */
export type ChecksumType = "FULL_OBJECT" | "COMPOSITE";

/** A part of an object that was put in parts. */
export interface ObjectPart {
  readonly number: number;
  /** Bytes. */
  readonly size: number;
  readonly checksums: Checksums;
}

/** A version of an object, or a delete marker. */
export interface ObjectVersion {
  readonly key: string;
  readonly sequence: number;
  /** 32 characters, or `null` for what was put without versioning. */
  readonly version: string;
  readonly latest: boolean;
  readonly marker: boolean;
  /** Below the objects' folder; "" for a delete marker. */
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  /** With its quotes. */
  readonly etag: string;
  /** Epoch milliseconds, whole seconds as in HTTP dates. */
  readonly modifiedAt: number;
  readonly meta: ObjectMeta;
}

/** A version that is to be stored. */
export type NewVersion = Pick<ObjectVersion, "key" | "marker" | "file" | "size" | "etag" | "meta">;

interface Row {
  readonly key: Uint8Array;
  readonly sequence: number;
  readonly version: string;
  readonly latest: number;
  readonly marker: number;
  readonly file: string;
  readonly size: number;
  readonly etag: string;
  readonly modifiedAt: number;
  readonly meta: string;
}

/** Columns for `toVersion`. */
export const VERSION_COLUMNS =
  "key, sequence, version, latest, marker, file, size, etag, modified_at AS modifiedAt, meta";

/** Versions of objects. Every method is synchronous: to be called inside `State.read` or `State.write`. */
export class Objects {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  /** The newest version of a key, which may be a delete marker. */
  latest(bucket: string, key: string): ObjectVersion | undefined {
    return toVersion(
      this.#state
        .sql(`SELECT ${VERSION_COLUMNS} FROM s3_object WHERE bucket = ? AND key = ? AND latest = 1`)
        .get(bucket, toKey(key)),
    );
  }

  version(bucket: string, key: string, version: string): ObjectVersion | undefined {
    return toVersion(
      this.#state
        .sql(`SELECT ${VERSION_COLUMNS} FROM s3_object WHERE bucket = ? AND key = ? AND version = ?`)
        .get(bucket, toKey(key), version),
    );
  }

  /** Whether a bucket holds a version or a delete marker. */
  any(bucket: string): boolean {
    return this.#state.sql("SELECT 1 FROM s3_object WHERE bucket = ? LIMIT 1").get(bucket) !== undefined;
  }

  /**
   * Makes a version the latest one, as the bucket's versioning has it: without (or with it suspended) it takes the
   * place of the `null` version, whose file is returned to be unlinked after the commit.
   */
  add(bucket: string, versioning: Versioning, added: NewVersion, now: number): { row: ObjectVersion; files: string[] } {
    const key = toKey(added.key);
    const sequence = this.nextSequence(now);
    const version = versioning === "Enabled" ? createVersionId(sequence) : NULL_VERSION;
    const files = versioning === "Enabled" ? [] : this.#removeRow(bucket, key, NULL_VERSION);
    // Without versioning there was no other one.
    if (versioning !== "") {
      this.#state.sql("UPDATE s3_object SET latest = 0 WHERE bucket = ? AND key = ? AND latest = 1").run(bucket, key);
    }
    const modifiedAt = Math.floor(now / 1000) * 1000;
    const row = { ...added, sequence, version, latest: true, modifiedAt };
    this.#state
      .sql("INSERT INTO s3_object VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?)")
      .run(
        bucket,
        key,
        row.sequence,
        version,
        row.marker ? 1 : 0,
        row.file,
        row.size,
        row.etag,
        modifiedAt,
        JSON.stringify(row.meta),
      );
    return { row, files };
  }

  /** Replaces what is kept of a version besides its bytes. */
  putMeta(bucket: string, version: Pick<ObjectVersion, "key" | "sequence">, meta: ObjectMeta): void {
    this.#state
      .sql("UPDATE s3_object SET meta = ? WHERE bucket = ? AND key = ? AND sequence = ?")
      .run(JSON.stringify(meta), bucket, toKey(version.key), version.sequence);
  }

  /** Keeps what parts the object in a file was put in. */
  addParts(file: string, parts: readonly ObjectPart[]): void {
    const insert = this.#state.sql("INSERT INTO s3_object_part VALUES (?, ?, ?, ?)");
    for (const { number, size, checksums } of parts) insert.run(file, number, size, JSON.stringify(checksums));
  }

  /** The parts of the object in a file, after a number; none where it was put as a whole. */
  parts(file: string, after = 0, limit = -1): ObjectPart[] {
    return this.#state
      .sql("SELECT number, size, checksums FROM s3_object_part WHERE file = ? AND number > ? ORDER BY number LIMIT ?")
      .all(file, after, limit)
      .map(toObjectPart);
  }

  /** Removes one version for good; the newest of those that are left becomes the latest. Returns its file. */
  remove(bucket: string, removed: Pick<ObjectVersion, "key" | "version" | "latest">): string[] {
    const key = toKey(removed.key);
    const files = this.#removeRow(bucket, key, removed.version);
    if (removed.latest) {
      this.#state
        .sql(
          `UPDATE s3_object SET latest = 1 WHERE bucket = ? AND key = ? AND sequence =
           (SELECT max(sequence) FROM s3_object WHERE bucket = ? AND key = ?)`,
        )
        .run(bucket, key, bucket, key);
    }
    return files;
  }

  /** Counts up: microseconds of the clock where they are ahead, so that it never falls behind an older state. */
  nextSequence(now: number): number {
    const row = this.#state
      .sql("UPDATE s3_sequence SET value = max(value + 1, ?) WHERE id = 1 RETURNING value")
      .get(now * 1000);
    return Number(row?.["value"]);
  }

  /** The files that have a row, those of parts among them. */
  files(): Set<string> {
    const rows = this.#state.sql(OBJECT_FILES.sql).all();
    return new Set(rows.map((row) => String(row["name"])));
  }

  #removeRow(bucket: string, key: Uint8Array, version: string): string[] {
    const row = this.#state
      .sql("DELETE FROM s3_object WHERE bucket = ? AND key = ? AND version = ? RETURNING file")
      .get(bucket, key, version);
    const file = row === undefined ? "" : String(row["file"]);
    if (file !== "") this.#state.sql("DELETE FROM s3_object_part WHERE file = ?").run(file);
    return file === "" ? [] : [file];
  }
}

const toObjectPart = rowReader({ number, size: number, checksums: (column) => own(column) as Checksums });

/** A row of `VERSION_COLUMNS` as a version. */
export function toVersion(row: unknown): ObjectVersion | undefined {
  if (row === undefined) return undefined;
  const { key, latest, marker, meta, ...rest } = row as Row;
  return {
    ...rest,
    key: Buffer.from(key).toString("utf8"),
    latest: latest === 1,
    marker: marker === 1,
    meta: JSON.parse(meta) as ObjectMeta,
  };
}

/** A key as it is stored. */
export function toKey(key: string): Uint8Array {
  return Buffer.from(key, "utf8");
}

/** `sequencer` of events: hex of the same length for all, so that it compares as text too. */
export function sequencerOf(sequence: number): string {
  return sequence.toString(16).toUpperCase().padStart(16, "0");
}
