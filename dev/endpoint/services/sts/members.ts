import * as v from "valibot";
import type { IssuedCredentials } from "../../identity/credentials.ts";

/** Seconds that a session lasts; the query protocol has text only. */
export function durationSeconds(min: number, max: number, byDefault: number) {
  const number = v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number))]);
  return v.optional(v.pipe(number, v.minValue(min), v.maxValue(max)), byDefault);
}

/** Credentials as STS answers them. */
export function credentialsShape(credentials: IssuedCredentials) {
  return {
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    SessionToken: credentials.sessionToken,
    Expiration: credentials.expiration.toISOString().replace(/\.\d{3}Z$/, "Z"),
  };
}
