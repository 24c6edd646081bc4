import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ServiceError } from "../../endpoint/errors.ts";
import type { RecordOptions } from "../modes/mode-options.ts";
import { sha256 } from "./canonical.ts";
import { FIXTURES, picturesByHash, picturesOf } from "./known-pictures.ts";
import { FORMAT } from "./recording.ts";
import { type SetSettings, readSet, writeSet } from "./set-file.ts";
import type { Tape } from "./tape.ts";

/** Days that a set with photographs may be used where nobody said otherwise. */
const DAYS = 365;

/** Lets the drawn fixtures into a set, and photographs of people only where consent was given and is written down. */
export class Consent {
  readonly #tape: Tape;
  readonly #options: RecordOptions;
  readonly #set: SetSettings | undefined;
  #known: Promise<Set<string>> | undefined;
  #written = false;

  constructor(tape: Tape, options: RecordOptions) {
    this.#tape = tape;
    this.#options = options;
    this.#set = readSet(tape.folder);
  }

  /** Whether the set stores age, gender and emotions. */
  get attributes(): boolean {
    return this.#options.attributes || this.#set?.attributes === true;
  }

  /** Throws ConsentRequiredException for a picture that may not be sent and stored; writes the set's settings once. */
  async require(pictures: ReadonlyMap<string, Uint8Array>): Promise<void> {
    if (this.#options.consent === undefined) {
      this.#known ??= this.#readKnown();
      const known = await this.#known;
      for (const bytes of pictures.values()) {
        const hash = sha256(bytes);
        if (!known.has(hash)) throw consentRequired(hash, bytes.byteLength);
      }
    }
    if (this.#written) return;
    this.#write();
    this.#written = true;
  }

  async #readKnown(): Promise<Set<string>> {
    return new Set([...(await picturesByHash(FIXTURES)).keys(), ...picturesOf(this.#tape)]);
  }

  #write(): void {
    const consent = this.#options.consent ?? this.#set?.consent;
    const given = this.#options.expires ?? this.#set?.expires;
    const expires = given ?? (consent === undefined ? undefined : inDays(DAYS));
    writeSet(this.#tape.folder, {
      format: FORMAT,
      attributes: this.attributes,
      ...(consent === undefined ? {} : { consent }),
      ...(expires === undefined ? {} : { expires }),
    });
    if (consent !== undefined && this.#set?.consent === undefined) {
      // Faces of people are not committed by accident: whoever means to deletes this file.
      writeFileSync(join(this.#tape.folder, ".gitignore"), "*\n");
    }
  }
}

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

function consentRequired(hash: string, bytes: number): ServiceError {
  return new ServiceError(
    "ConsentRequiredException",
    `The picture ${hash.slice(0, 12)}… (${bytes} bytes) is none of the drawn fixtures, and was neither sent nor recorded. ` +
      'If the people in it agreed, say so: --consent "WHO AGREED TO WHAT" (docker compose: DOPPELFACE_CONSENT); it is written into the set.',
  );
}
