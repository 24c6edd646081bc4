/**
 * Tables of S3. Keys are UTF-8 bytes, whose order is S3's list order. `sequence` counts up over all objects and
 * restarts: it orders the versions of a key and is the `sequencer` of events. Of a key's versions one is `latest`;
 * a `marker` is a delete marker and has no file. `s3_part` holds the parts of uploads that are not complete, one file
 * each; `s3_object_part` tells where in the file of a completed one its parts lie.
 */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS s3_bucket(
    name TEXT PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL, created_at INTEGER NOT NULL)
    STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS s3_setting(
    bucket TEXT NOT NULL REFERENCES s3_bucket ON DELETE CASCADE, name TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY(bucket, name)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS s3_object(
    bucket TEXT NOT NULL REFERENCES s3_bucket, key BLOB NOT NULL, sequence INTEGER NOT NULL, version TEXT NOT NULL,
    latest INTEGER NOT NULL, marker INTEGER NOT NULL, file TEXT NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
    modified_at INTEGER NOT NULL, meta TEXT NOT NULL, PRIMARY KEY(bucket, key, sequence)) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX IF NOT EXISTS s3_object_version ON s3_object(bucket, key, version);
  CREATE UNIQUE INDEX IF NOT EXISTS s3_object_latest ON s3_object(bucket, key) WHERE latest = 1;
  CREATE UNIQUE INDEX IF NOT EXISTS s3_object_current ON s3_object(bucket, key) WHERE latest = 1 AND marker = 0;
  CREATE TABLE IF NOT EXISTS s3_object_part(
    file TEXT NOT NULL, number INTEGER NOT NULL, size INTEGER NOT NULL, checksums TEXT NOT NULL,
    PRIMARY KEY(file, number)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS s3_upload(
    id TEXT PRIMARY KEY, bucket TEXT NOT NULL REFERENCES s3_bucket, key BLOB NOT NULL, sequence INTEGER NOT NULL,
    started_at INTEGER NOT NULL, algorithm TEXT NOT NULL, checksum_type TEXT NOT NULL, chosen INTEGER NOT NULL,
    meta TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX IF NOT EXISTS s3_upload_key ON s3_upload(bucket, key, sequence);
  CREATE TABLE IF NOT EXISTS s3_part(
    upload TEXT NOT NULL REFERENCES s3_upload, number INTEGER NOT NULL, file TEXT NOT NULL, size INTEGER NOT NULL,
    md5 TEXT NOT NULL, checksums TEXT NOT NULL, modified_at INTEGER NOT NULL, PRIMARY KEY(upload, number))
    STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS s3_sequence(id INTEGER PRIMARY KEY CHECK(id = 1), value INTEGER NOT NULL) STRICT;
  INSERT OR IGNORE INTO s3_sequence VALUES (1, 0);`;

/** The files in the folder `objects` that rows name. */
export const OBJECT_FILES = {
  folder: "objects",
  sql: "SELECT file AS name FROM s3_object WHERE marker = 0 UNION ALL SELECT file FROM s3_part",
  named:
    "SELECT file AS name FROM s3_object WHERE marker = 0 UNION ALL SELECT file FROM s3_object WHERE marker = 1 AND file <> '' " +
    "UNION ALL SELECT file FROM s3_part UNION ALL SELECT file FROM s3_object_part",
  // In one of 16 folders; state folders of earlier have 256.
  pattern: /^[0-9a-f]{1,2}\/[0-9a-f]{32}$/,
  immutable: true,
};
