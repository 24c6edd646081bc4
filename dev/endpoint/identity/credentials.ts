import { randomBytes } from "node:crypto";
import type { Caller } from "./caller.ts";
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

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS credential(
    access_key TEXT PRIMARY KEY, secret TEXT NOT NULL, token TEXT NOT NULL, account TEXT NOT NULL, arn TEXT NOT NULL,
    role_arn TEXT NOT NULL, enforced INTEGER NOT NULL, expires_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;`;

/** Keys that the endpoint knows: `test`, any 12-digit account id (secret `test`), and those that it handed out. */
export class Credentials {
  readonly #state: State;
  readonly #defaultAccount: string;

  constructor(state: State, defaultAccount: string) {
    this.#state = state;
    this.#defaultAccount = defaultAccount;
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
    const issued: IssuedCredentials = {
      accessKeyId: `ASIA${base32(16)}`,
      secretAccessKey: randomBytes(30).toString("base64"),
      sessionToken: randomBytes(96).toString("base64"),
      expiration: new Date(Date.now() + session.seconds * 1000),
    };
    return this.#state.write(() => {
      this.#state.sql("DELETE FROM credential WHERE expires_at < ?").run(Date.now());
      this.#state
        .sql("INSERT INTO credential VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .run(
          issued.accessKeyId,
          issued.secretAccessKey,
          issued.sessionToken,
          session.account,
          session.arn,
          session.roleArn,
          session.enforced ? 1 : 0,
          issued.expiration.getTime(),
        );
      return issued;
    });
  }

  /** What is known of an access key; undefined for a key of somebody else. */
  find(accessKeyId: string): KnownKey | undefined {
    if (accessKeyId === "test") return fixedKey(accessKeyId, this.#defaultAccount);
    if (/^\d{12}$/.test(accessKeyId)) return fixedKey(accessKeyId, accessKeyId);
    const row = this.#state.sql("SELECT * FROM credential WHERE access_key = ?").get(accessKeyId);
    if (row === undefined) return undefined;
    const roleArn = String(row["role_arn"]);
    return {
      caller: {
        account: String(row["account"]),
        arn: String(row["arn"]),
        accessKeyId,
        ...(row["enforced"] === 1 ? { roleArn } : {}),
      },
      secretAccessKey: String(row["secret"]),
      sessionToken: String(row["token"]),
      expiresAt: Number(row["expires_at"]),
    };
  }

  /** Whom a key of somebody else stands for: the default account. */
  stranger(accessKeyId: string): Caller {
    return rootOf(this.#defaultAccount, accessKeyId);
  }
}

function fixedKey(accessKeyId: string, account: string): KnownKey {
  return {
    caller: rootOf(account, accessKeyId),
    secretAccessKey: "test",
    sessionToken: undefined,
    expiresAt: undefined,
  };
}

function rootOf(account: string, accessKeyId: string): Caller {
  return { account, arn: `arn:aws:iam::${account}:root`, accessKeyId };
}

function base32(length: number): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  return Array.from(randomBytes(length), (byte) => alphabet[byte & 31]).join("");
}
