import { canonicalId } from "./identity.ts";

/** What GetBucketAcl and GetObjectAcl answer. */
export interface AccessControl {
  readonly Owner: { readonly ID: string };
  readonly Grants: readonly {
    readonly Grantee: { readonly ID: string; readonly Type: "CanonicalUser" };
    readonly Permission: "FULL_CONTROL";
  }[];
}

/** The ACL that S3 gives to what an account owns. */
export function accessControlOf(account: string): AccessControl {
  const ID = canonicalId(account);
  return { Owner: { ID }, Grants: [{ Grantee: { ID, Type: "CanonicalUser" }, Permission: "FULL_CONTROL" }] };
}
