import { randomBytes } from "node:crypto";
import type { Caller } from "./caller.ts";
import { type SessionSecret, SessionSecrets } from "./session-secrets.ts";
import type { Row } from "../state/rows.ts";
import type { State } from "../state/state.ts";

/** A key pair that the endpoint handed out, as STS shows it. */
export interface IssuedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** A known key: what its signature is checked with, and whom it stands for. */
export interface KnownKey {
  readonly caller: Caller;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
  /** Epoch milliseconds, or undefined for keys that never expire. */
  readonly expiresAt: number | undefined;
}

/** \`secret\` and \`token\` are empty but for keys of older state folders. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS credential(
    access_key TEXT PRIMARY KEY, secret TEXT NOT NULL, token TEXT NOT NULL, account TEXT NOT NULL, arn TEXT NOT NULL,
    role_arn TEXT NOT NULL, enforced INTEGER NOT NULL, expires_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;`;

/**
 * How the ids of session keys begin that are handed out here. AWS's own are of base32, which has no 0, so that one of
 * ours is never taken for a developer's own: no longer known, it is refused instead of standing for the account.
 */
const MARK = "ASIAD0PPEL";

/** How long an expired key is still known, so that it is refused for that reason. */
const REMEMBERED_MS = 24 * 60 * 60 * 1000;

/** What an export and an import do to the keys: none of them is good for another state. */
export const NO_KEYS = {
  table: "credential",
  // One without the mark stays, so that it is refused.
  sql: `DELETE FROM credential WHERE substr(access_key, 1, 10) = '${MARK}';
        UPDATE credential SET secret = '', token = '', expires_at = 0`,
};

/** Keys that the endpoint knows: `test`, any 12-digit account id (secret `test`), and those that it handed out. */
export class Credentials {
  readonly #state: State;
  readonly #defaultAccount: string;
  readonly #secrets: SessionSecrets;

  constructor(state: State, defaultAccount: string) {
    this.#state = state;
    this.#defaultAccount = defaultAccount;
    this.#secrets = new SessionSecrets(state.folder);
    state.define(SCHEMA);
  }

  /**
   * Makes a key pair for a role session. Calls signed with it are evaluated against the role where `enforced`
   * (execution roles of functions are, other assumed roles may do everything).
   */
  issue(session: {
    account: string;
    /** `arn:aws:sts::<account>:assumed-role/<role>/<session>` */
    arn: string;
    roleArn: string;
    enforced: boolean;
    seconds: number;
  }): Promise<IssuedCredentials> {
    const accessKeyId = `${MARK}${base32(10)}`;
    const expiration = new Date(Date.now() + session.seconds * 1000);
    const issued = { accessKeyId, ...this.#secrets.of(accessKeyId), expiration };
    return this.#state.write(() => {
      // Those of older state folders bear no mark: known for ever, they are refused for ever.
      this.#state
        .sql("DELETE FROM credential WHERE expires_at < ? AND substr(access_key, 1, 10) = ?")
        .run(Date.now() - REMEMBERED_MS, MARK);
      this.#state
        .sql("INSERT INTO credential VALUES (?, '', '', ?, ?, ?, ?, ?)")
        .run(
          accessKeyId,
          session.account,
          session.arn,
          session.roleArn,
          session.enforced ? 1 : 0,
          expiration.getTime(),
        );
      return issued;
    });
  }

  /** What is known of an access key; undefined for a key of somebody else. */
  find(accessKeyId: string): KnownKey | undefined {
    if (accessKeyId === "test") return fixedKey(accessKeyId, this.#defaultAccount);
    if (/^\d{12}$/.test(accessKeyId)) return fixedKey(accessKeyId, accessKeyId);
    const row = this.#row(accessKeyId);
    if (row === undefined) return undefined;
    const roleArn = String(row["role_arn"]);
    return {
      caller: {
        account: String(row["account"]),
        arn: String(row["arn"]),
        accessKeyId,
        ...(row["enforced"] === 1 ? { roleArn } : {}),
      },
      ...(row["secret"] === "" ? this.#secrets.of(accessKeyId) : stored(row)),
      expiresAt: Number(row["expires_at"]),
    };
  }

  /** Whether a key was handed out by an endpoint like this one, known or not. */
  isOwn(accessKeyId: string): boolean {
    return accessKeyId.startsWith(MARK) || this.#row(accessKeyId) !== undefined;
  }

  /** Whom a key of somebody else stands for: the default account. */
  stranger(accessKeyId: string): Caller {
    return rootOf(this.#defaultAccount, accessKeyId);
  }

  #row(accessKeyId: string): Row | undefined {
    return this.#state.sql("SELECT * FROM credential WHERE access_key = ?").get(accessKeyId);
  }
}

/** Older state folders hold the secrets of their sessions. */
function stored(row: Row): SessionSecret {
  return { secretAccessKey: String(row["secret"]), sessionToken: String(row["token"]) };
}

function fixedKey(accessKeyId: string, account: string): KnownKey {
  return {
    caller: rootOf(account, accessKeyId),
    secretAccessKey: "test",
    sessionToken: undefined,
    expiresAt: undefined,
  };
}

/** Whoever has an account's own keys. */
export function rootOf(account: string, accessKeyId: string): Caller {
  return { account, arn: `arn:aws:iam::${account}:root`, accessKeyId };
}

function base32(length: number): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  return Array.from(randomBytes(length), (byte) => alphabet[byte & 31]).join("");
}
