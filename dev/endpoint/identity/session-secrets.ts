import { hkdfSync, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SESSION_KEY_FILE } from "../state/layout.ts";

/** What a session signs with besides its id. */
export interface SessionSecret {
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

const KEY_BYTES = 32;
const SECRET_BYTES = 30;
const TOKEN_BYTES = 96;
/** Sessions come and go: so many are kept at hand. */
const MOST_KEPT = 500;

/**
 * The secrets of sessions, none of which is stored: each is derived of its id and a key that lies beside the database,
 * readable by its owner alone. So no copy of the database has any (a removed row's bytes stay in its file for long).
 */
export class SessionSecrets {
  readonly #key: Buffer;
  readonly #kept = new Map<string, SessionSecret>();

  /** @param folder of the state */
  constructor(folder: string) {
    this.#key = readOrMake(join(folder, SESSION_KEY_FILE));
  }

  /** The same for the same id, as long as the state folder is the same. */
  of(accessKeyId: string): SessionSecret {
    const kept = this.#kept.get(accessKeyId);
    if (kept !== undefined) return kept;
    const bytes = Buffer.from(
      hkdfSync("sha512", this.#key, accessKeyId, "doppelface session", SECRET_BYTES + TOKEN_BYTES),
    );
    const secret = {
      secretAccessKey: bytes.subarray(0, SECRET_BYTES).toString("base64"),
      sessionToken: bytes.subarray(SECRET_BYTES).toString("base64"),
    };
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
    this.#kept.set(accessKeyId, secret);
    return secret;
  }
}

function readOrMake(file: string): Buffer {
  try {
    const key = readFileSync(file);
    if (key.length === KEY_BYTES) return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const key = randomBytes(KEY_BYTES);
  writeFileSync(file, key, { mode: 0o600 });
  return key;
}
