import { type ManagedPolicy, type Role, type Tag, arnOfRole } from "./store.ts";

/** One page, and where the next begins. */
export function page<Item>(
  items: readonly Item[],
  { Marker, MaxItems }: { Marker?: string | undefined; MaxItems: number },
  keyOf: (item: Item) => string,
): { items: Item[]; IsTruncated: boolean; Marker?: string } {
  const after = Marker === undefined ? undefined : Buffer.from(Marker, "base64url").toString("utf8");
  const start = after === undefined ? 0 : items.findIndex((item) => keyOf(item) === after) + 1;
  const here = items.slice(start, start + MaxItems);
  const last = here.at(-1);
  if (last === undefined || start + here.length >= items.length) return { items: here, IsTruncated: false };
  return { items: here, IsTruncated: true, Marker: Buffer.from(keyOf(last)).toString("base64url") };
}

/** The tags after some were set. */
export function withTags(tags: readonly Tag[], added: readonly Tag[]): Tag[] {
  const byKey = new Map(tags.map((tag) => [tag.Key.toLowerCase(), tag]));
  for (const tag of added) byKey.set(tag.Key.toLowerCase(), tag);
  return [...byKey.values()];
}

/** A moment as IAM writes it, without milliseconds. */
export function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d{3}Z$/, "Z");
}

/** A policy's text as IAM answers it: percent-encoded (RFC 3986). */
export function encodeDocument(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** A role as `CreateRole` and `ListRoles` answer it; `GetRole` adds what is told only there. */
export function roleShape(role: Role) {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: arnOfRole(role),
    CreateDate: isoTime(role.createdAt),
    AssumeRolePolicyDocument: encodeDocument(role.trust),
    ...(role.description === "" ? {} : { Description: role.description }),
    MaxSessionDuration: role.maxSession,
  };
}

/** A managed policy as `CreatePolicy` and `GetPolicy` answer it. */
export function policyShape(policy: ManagedPolicy, attachmentCount: number) {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: "v1",
    AttachmentCount: attachmentCount,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    ...(policy.description === "" ? {} : { Description: policy.description }),
    CreateDate: isoTime(policy.createdAt),
    UpdateDate: isoTime(policy.createdAt),
    ...(policy.tags.length === 0 ? {} : { Tags: policy.tags }),
  };
}
