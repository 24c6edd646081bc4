import { awsManagedPolicy } from "./managed-policies.ts";
import { type PolicyDocument, parseIdentityPolicy } from "./policy-document.ts";
import type { IamStore, Role } from "./store.ts";

/** One policy of a role: inline by its name, attached by its ARN. */
export interface RolePolicy {
  readonly name: string;
  readonly document: PolicyDocument;
}

/** The identity policies of a role, inline ones first; of those that AWS manages, the ones whose text is known. */
export function rolePolicies(store: IamStore, role: Role): RolePolicy[] {
  const inline = store
    .rolePolicies(role.account, role.name)
    .map(({ name, document }) => ({ name, document: parseIdentityPolicy(document) }));
  const attached = store.attachments(role.account, role.name).flatMap((arn) => {
    const own = store.findPolicy(role.account, arn);
    const document = own === undefined ? awsManagedPolicy(arn) : parseIdentityPolicy(own.document);
    return document === undefined ? [] : [{ name: arn, document }];
  });
  return [...inline, ...attached];
}
