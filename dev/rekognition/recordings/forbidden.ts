/** What a file of recordings must not hold, by name. */
const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [/authorization|x-amz-|x-amzn-|aws4_request|aws4-hmac/i, "a header of a signed request"],
  [/(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}/, "an AWS access key or principal id"],
  [/aws_?(?:secret|session)|secret_?access_?key|session_?token/i, "a credential"],
  [/\/9j\/|iVBOR|data:image\//, "a picture"],
  [/(?<!\d)(?!000000000000)\d{12}(?!\d)/, "an account id (12 digits)"],
  [/throttl|ProvisionedThroughputExceeded|InternalServerError|ServiceUnavailable/i, "a throttle or server error"],
];

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const HASH = /\b[0-9a-f]{64}\b/g;
const ALIAS = /\b(?:picture|page|foreign)-[0-9a-f]+(?:-\d+)?/g;

/** Longest text that a recording has: nothing of the API is longer but pictures. */
const LONGEST = 512;

/** Something was on its way into a file of recordings that has no place there; nothing was written. */
export class ForbiddenContent extends Error {
  override readonly name = "ForbiddenContent";
  /** Where in the file, for example `response.body.FaceModelVersion`. */
  readonly where: string;
  readonly what: string;

  constructor(where: string, what: string) {
    // What it is exactly must not be said here either: this text is printed.
    super(`${where} holds ${what}, which is never stored in recordings.`);
    this.where = where;
    this.what = what;
  }
}

/**
 * Throws ForbiddenContent where a value about to be stored, or found in a file, holds headers, credentials, pictures,
 * account ids, throttles or server errors. `secrets` are the texts that the upstream's credentials consist of.
 */
export function refuseForbidden(value: unknown, secrets: readonly string[] = [], where = ""): void {
  if (typeof value === "string") return refuseText(value, secrets, where);
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    const path = where === "" ? key : `${where}.${key}`;
    refuseText(key, secrets, path);
    if (key === "status" && typeof member === "number" && member >= 500) {
      throw new ForbiddenContent(path, "a throttle or server error");
    }
    refuseForbidden(member, secrets, path);
  }
}

function refuseText(text: string, secrets: readonly string[], where: string): void {
  if (secrets.some((secret) => secret.length > 8 && text.includes(secret))) {
    throw new ForbiddenContent(where, "a credential");
  }
  // Our own ids may hold twelve digits in a row by chance.
  const plain = text.replace(UUID, "").replace(HASH, "").replace(ALIAS, "");
  for (const [pattern, what] of FORBIDDEN) {
    if (pattern.test(plain)) throw new ForbiddenContent(where, what);
  }
  if (text.length > LONGEST) throw new ForbiddenContent(where, `a text of ${text.length} characters`);
}
