import { hash } from "node:crypto";
import type { Caller } from "../../identity/caller.ts";

/** Canonical user id of an account: 64 hex characters, always the same for it. */
export function canonicalId(account: string): string {
  return hash("sha256", `canonical:${account}`, "hex");
}

/** Who did something, as event records name them. */
export function principalId(caller: Caller): string {
  const session = /:assumed-role\/[^/]+\/(.+)$/.exec(caller.arn)?.[1];
  return `AWS:${caller.accessKeyId}${session === undefined ? "" : `:${session}`}`;
}

/** Who owns a bucket, as event records name them. */
export function ownerPrincipalId(account: string): string {
  return `A${canonicalId(account).slice(0, 13).toUpperCase()}`;
}

/** `x-amz-id-2` of a request. */
export function hostId(requestId: string): string {
  return hash("sha512", requestId, "base64").slice(0, 76);
}
