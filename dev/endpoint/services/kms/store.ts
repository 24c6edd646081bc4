import { randomUUID } from "node:crypto";
import * as v from "valibot";
import type { Call } from "../../service.ts";
import { json } from "../../state/rows.ts";
import type { StateTables } from "../../state/state.ts";
import { TableStore } from "../../state/table-store.ts";
import { aliasNotFound, keyNotFound, pendingDeletion } from "./errors.ts";
import { type Alias, type Key, arnOf, nameIn } from "./key.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS kms_key(
    account TEXT NOT NULL, region TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY(account, region, id)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS kms_alias(
    account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY(account, region, name)) STRICT, WITHOUT ROWID;`;

const KeyBody = v.object({
  id: v.string(),
  manager: v.picklist(["AWS", "CUSTOMER"]),
  description: v.string(),
  policy: v.string(),
  tags: v.array(v.object({ TagKey: v.string(), TagValue: v.string() })),
  createdAt: v.number(),
  deletedAt: v.exactOptional(v.number()),
});

const AliasBody = v.object({ name: v.string(), keyId: v.string(), createdAt: v.number(), updatedAt: v.number() });

const keyIn = json(KeyBody);
const aliasIn = json(AliasBody);

/** Keys and aliases on the state file. */
export class KeyStore extends TableStore {
  constructor(state: StateTables) {
    super(state, SCHEMA);
  }

  /** A key by its id, alias, or the ARN of either. Throws `NotFoundException` (400). */
  require(call: Call, reference: string): Key {
    const name = nameIn(call, reference);
    const id = name.startsWith("alias/") ? this.requireAlias(call, name).keyId : name;
    const key = this.#find(call, id);
    // What AWS deletes when its time has come is gone with the first look at it here.
    if (key === undefined || (key.deletedAt !== undefined && key.deletedAt <= Date.now())) {
      throw keyNotFound(arnOf(call, id));
    }
    return key;
  }

  /** A key that can be changed. Throws `KMSInvalidStateException` (400) where it waits for its deletion. */
  requireEnabled(call: Call, reference: string): Key {
    const key = this.require(call, reference);
    if (key.deletedAt !== undefined) throw pendingDeletion(arnOf(call, key.id));
    return key;
  }

  /** Throws `NotFoundException` (400). */
  requireAlias(call: Call, name: string): Alias {
    const alias = this.findAlias(call, name);
    if (alias === undefined) throw aliasNotFound(arnOf(call, name));
    return alias;
  }

  findAlias(call: Call, name: string): Alias | undefined {
    const row = this.state
      .sql("SELECT body FROM kms_alias WHERE account = ? AND region = ? AND name = ?")
      .get(call.caller.account, call.region, name);
    return row === undefined ? undefined : aliasIn(row["body"]);
  }

  /** Removes the keys of all accounts whose time has come, and their aliases. */
  async removeExpired(): Promise<void> {
    const expired = "SELECT id FROM kms_key WHERE body ->> 'deletedAt' <= ?";
    await this.state.write(() => {
      const now = Date.now();
      this.state.sql(`DELETE FROM kms_alias WHERE body ->> 'keyId' IN (${expired})`).run(now);
      this.state.sql("DELETE FROM kms_key WHERE body ->> 'deletedAt' <= ?").run(now);
    });
  }

  /** By id, after `after`. */
  keys(call: Call, after: string, limit: number): Key[] {
    return this.state
      .sql("SELECT body FROM kms_key WHERE account = ? AND region = ? AND id > ? ORDER BY id LIMIT ?")
      .all(call.caller.account, call.region, after, limit)
      .map((row) => keyIn(row["body"]));
  }

  /** By name, after `after`; of one key where its id is given. */
  aliases(call: Call, after: string, limit: number, keyId = ""): Alias[] {
    return this.state
      .sql(
        `SELECT body FROM kms_alias WHERE account = ? AND region = ? AND name > ?
         AND (? = '' OR body ->> 'keyId' = ?) ORDER BY name LIMIT ?`,
      )
      .all(call.caller.account, call.region, after, keyId, keyId, limit)
      .map((row) => aliasIn(row["body"]));
  }

  /** Adds a key. */
  create(call: Call, members: Pick<Key, "manager" | "description" | "policy" | "tags">): Key {
    const key: Key = { ...members, id: randomUUID(), createdAt: Date.now() };
    this.save(call, key);
    return key;
  }

  save(call: Call, key: Key): void {
    this.state
      .sql("INSERT OR REPLACE INTO kms_key VALUES (?, ?, ?, ?)")
      .run(call.caller.account, call.region, key.id, JSON.stringify(key));
  }

  saveAlias(call: Call, alias: Alias): void {
    this.state
      .sql("INSERT OR REPLACE INTO kms_alias VALUES (?, ?, ?, ?)")
      .run(call.caller.account, call.region, alias.name, JSON.stringify(alias));
  }

  removeAlias(call: Call, name: string): void {
    this.state
      .sql("DELETE FROM kms_alias WHERE account = ? AND region = ? AND name = ?")
      .run(call.caller.account, call.region, name);
  }

  #find(call: Call, id: string): Key | undefined {
    const row = this.state
      .sql("SELECT body FROM kms_key WHERE account = ? AND region = ? AND id = ?")
      .get(call.caller.account, call.region, id);
    return row === undefined ? undefined : keyIn(row["body"]);
  }
}
