/** Tables of the DynamoDB service in the state file. */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS dynamodb_table(
    id INTEGER PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL,
    status TEXT NOT NULL, definition TEXT NOT NULL, UNIQUE(account, region, name)) STRICT;
  -- index_id 0 is the table itself
  CREATE TABLE IF NOT EXISTS dynamodb_size(
    table_id INTEGER NOT NULL, index_id INTEGER NOT NULL, items INTEGER NOT NULL, bytes INTEGER NOT NULL,
    PRIMARY KEY(table_id, index_id)) STRICT, WITHOUT ROWID;
  -- k: hash, partition key, sort key; sorts as DynamoDB does
  CREATE TABLE IF NOT EXISTS dynamodb_item(
    id INTEGER PRIMARY KEY, table_id INTEGER NOT NULL, k BLOB NOT NULL, body TEXT NOT NULL, size INTEGER NOT NULL,
    expires INTEGER, UNIQUE(table_id, k)) STRICT;
  CREATE INDEX IF NOT EXISTS dynamodb_item_expires ON dynamodb_item(expires) WHERE expires IS NOT NULL;
  CREATE INDEX IF NOT EXISTS dynamodb_item_id ON dynamodb_item(table_id, id);
  -- k: key in the index and then the full key in the table, so that no two items share an entry
  CREATE TABLE IF NOT EXISTS dynamodb_entry(
    index_id INTEGER NOT NULL, k BLOB NOT NULL, item_id INTEGER NOT NULL, size INTEGER NOT NULL,
    PRIMARY KEY(index_id, k)) STRICT, WITHOUT ROWID;
  -- work in slices that goes on after a restart; cursor: the last item done
  CREATE TABLE IF NOT EXISTS dynamodb_job(
    id INTEGER PRIMARY KEY, table_id INTEGER NOT NULL, kind TEXT NOT NULL, index_id INTEGER NOT NULL,
    cursor INTEGER NOT NULL) STRICT;
  -- client tokens of transactions, kept for ten minutes
  CREATE TABLE IF NOT EXISTS dynamodb_token(
    account TEXT NOT NULL, region TEXT NOT NULL, token TEXT NOT NULL, hash TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY(account, region, token)) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS dynamodb_token_at ON dynamodb_token(at);`;
