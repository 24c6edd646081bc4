import { createHash } from "node:crypto";
import type { Caller } from "../service.ts";

/** Canonical user id of an account: 64 hex characters, always the same for it. */
export function canonicalId(account: string): string {
  return createHash("sha256").update(`canonical:${account}`).digest("hex");
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
  return createHash("sha512").update(requestId).digest("base64").slice(0, 76);
}
