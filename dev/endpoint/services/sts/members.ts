import type { IssuedCredentials } from "../../identity/credentials.ts";

/** Credentials as STS answers them. */
export function credentialsShape(credentials: IssuedCredentials) {
  return {
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    SessionToken: credentials.sessionToken,
    Expiration: credentials.expiration.toISOString().replace(/\.\d{3}Z$/, "Z"),
  };
}
