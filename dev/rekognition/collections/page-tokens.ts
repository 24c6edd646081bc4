import { createCipheriv, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { State } from "../../endpoint/state/state.ts";
import { invalidPaginationToken } from "../errors.ts";

/** Bytes of the signature in front of a token's content; with a face id a token has 72 characters of 255. */
const SIGNATURE_LENGTH = 16;

/** Makes the NextTokens of listings and refuses others. The key lies in the state, so tokens outlive a restart. */
export class PageTokens {
  readonly #key: Uint8Array;

  constructor(state: State) {
    state.sql("INSERT OR IGNORE INTO rekognition_token_key VALUES (1, ?)").run(randomBytes(32));
    const key = state.sql("SELECT key FROM rekognition_token_key").get()?.["key"];
    if (!(key instanceof Uint8Array)) throw new Error("The state holds no key for page tokens");
    this.#key = key;
  }

  /**
   * Reads one page: of `read`, which gets where the last page ended and how many to find, one more than the page has.
   * @param size entries of a page
   * @param placeOf what an entry is found behind of again
   */
  async page<Entry>(
    { listing, token, first, size }: { listing: string; token: string | undefined; first: string; size: number },
    read: (after: string, count: number) => Promise<readonly Entry[]>,
    placeOf: (entry: Entry) => string,
  ): Promise<{ page: readonly Entry[]; next: { NextToken?: string } }> {
    const found = await read(this.read(listing, token, first), size + 1);
    const page = found.slice(0, size);
    const last = page.at(-1);
    const more = found.length > size && last !== undefined;
    return { page, next: more ? { NextToken: this.make(listing, placeOf(last)) } : {} };
  }

  /** A token for the page after `last`. `listing` names what is listed; the token is good for it alone. */
  make(listing: string, last: string): string {
    const signature = this.#sign(listing, last);
    return Buffer.concat([signature, this.#hide(Buffer.from(last), signature)]).toString("base64");
  }

  /** What the last page ended with; `first` without a token. Throws InvalidPaginationTokenException. */
  read(listing: string, token: string | undefined, first: string): string {
    if (token === undefined) return first;
    const bytes = Buffer.from(token, "base64");
    const signature = bytes.subarray(0, SIGNATURE_LENGTH);
    // Buffer.from passes over what is not base64, so a token with such characters would count as the same.
    const whole = signature.length === SIGNATURE_LENGTH && bytes.toString("base64") === token;
    if (!whole) throw invalidPaginationToken();
    const last = this.#hide(bytes.subarray(SIGNATURE_LENGTH), signature).toString();
    if (!timingSafeEqual(signature, this.#sign(listing, last))) throw invalidPaginationToken();
    return last;
  }

  /** Makes a content unreadable, or readable again, so that no client comes to depend on what it finds in a token. */
  #hide(content: Uint8Array, signature: Uint8Array): Buffer {
    const cipher = createCipheriv("aes-256-ctr", this.#key, signature);
    return Buffer.concat([cipher.update(content), cipher.final()]);
  }

  #sign(listing: string, last: string): Buffer {
    return createHmac("sha256", this.#key).update(`${listing}\n${last}`).digest().subarray(0, SIGNATURE_LENGTH);
  }
}
