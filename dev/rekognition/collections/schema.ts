/**
 * Tables of the collections. A collection's number is never given again, so that rows of a deleted one that a crash
 * left behind belong to nobody until they are swept.
 */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS rekognition_collection(
    id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL,
    engine TEXT NOT NULL, created_at INTEGER NOT NULL, UNIQUE(account, region, name)) STRICT;
  CREATE TABLE IF NOT EXISTS rekognition_face(
    collection INTEGER NOT NULL, face_id TEXT NOT NULL, image_id TEXT NOT NULL, external_image_id TEXT,
    box_left REAL NOT NULL, box_top REAL NOT NULL, box_width REAL NOT NULL, box_height REAL NOT NULL,
    confidence REAL NOT NULL, picture TEXT NOT NULL, rank INTEGER NOT NULL, embedding BLOB NOT NULL,
    PRIMARY KEY(collection, face_id)) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS rekognition_face_picture ON rekognition_face(collection, picture, external_image_id);
  CREATE TABLE IF NOT EXISTS rekognition_new_vector(
    collection INTEGER NOT NULL, face_id TEXT NOT NULL, engine TEXT NOT NULL,
    box_left REAL NOT NULL, box_top REAL NOT NULL, box_width REAL NOT NULL, box_height REAL NOT NULL,
    confidence REAL NOT NULL, embedding BLOB NOT NULL,
    PRIMARY KEY(collection, face_id)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS rekognition_user(
    collection INTEGER NOT NULL, user_id TEXT NOT NULL, changed_at INTEGER NOT NULL, vector BLOB, spread REAL NOT NULL,
    PRIMARY KEY(collection, user_id)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS rekognition_association(
    collection INTEGER NOT NULL, face_id TEXT NOT NULL, user_id TEXT NOT NULL,
    PRIMARY KEY(collection, face_id)) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS rekognition_association_user ON rekognition_association(collection, user_id, face_id);
  CREATE TABLE IF NOT EXISTS rekognition_request(
    account TEXT NOT NULL, region TEXT NOT NULL, operation TEXT NOT NULL, token TEXT NOT NULL,
    input TEXT NOT NULL, output TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY(account, region, operation, token)) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS rekognition_request_at ON rekognition_request(at);
  CREATE TABLE IF NOT EXISTS rekognition_tag(
    collection INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY(collection, key)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS rekognition_token_key(id INTEGER PRIMARY KEY CHECK(id = 1), key BLOB NOT NULL) STRICT;`;
