import type { Permission } from "../../identity/caller.ts";
import type { Call } from "../../service.ts";
import { invalidArn, keyNotFound } from "./errors.ts";

/** A tag as the API has it. */
export interface Tag {
  readonly TagKey: string;
  readonly TagValue: string;
}

/** A key as it is stored: a name for other services to refer to. There is no key material behind it. */
export interface Key {
  /** UUID. */
  readonly id: string;
  readonly manager: "AWS" | "CUSTOMER";
  readonly description: string;
  /** JSON text. */
  readonly policy: string;
  readonly tags: readonly Tag[];
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Epoch milliseconds at which it goes; absent unless its deletion was asked for. */
  readonly deletedAt?: number;
}

/** An alias of a key. */
export interface Alias {
  /** `alias/…` */
  readonly name: string;
  /** UUID. */
  readonly keyId: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Epoch milliseconds. */
  readonly updatedAt: number;
}

/** `arn:aws:kms:<region>:<account>:key/<id>`, or `…:alias/<name>` */
export function arnOf(call: Call, idOrAlias: string): string {
  const resource = idOrAlias.startsWith("alias/") ? idOrAlias : `key/${idOrAlias}`;
  return `arn:aws:kms:${call.region}:${call.caller.account}:${resource}`;
}

/** The id or alias that an id, an alias, or the ARN of either names. Throws `NotFoundException` (400) for other ARNs. */
export function nameIn(call: Call, reference: string): string {
  if (!reference.startsWith("arn:")) return reference;
  const [, region, account, name] = /^arn:aws:kms:([^:]*):([^:]*):(?:key\/)?(.+)$/.exec(reference) ?? [];
  if (region !== call.region) throw invalidArn(region);
  if (account !== call.caller.account || name === undefined) throw keyNotFound(reference);
  return name;
}

/** One action on a key or alias (id, alias or ARN), as a policy names it. */
export function onKey(action: string, keyId: string, call: Call): Permission[] {
  return [{ action: `kms:${action}`, resource: keyId.startsWith("arn:") ? keyId : arnOf(call, keyId) }];
}

/** A key as CreateKey and DescribeKey show it. */
export function keyShape(call: Call, key: Key) {
  return {
    AWSAccountId: call.caller.account,
    KeyId: key.id,
    Arn: arnOf(call, key.id),
    CreationDate: key.createdAt / 1000,
    Enabled: key.deletedAt === undefined,
    Description: key.description,
    KeyUsage: "ENCRYPT_DECRYPT",
    KeyState: key.deletedAt === undefined ? "Enabled" : "PendingDeletion",
    ...(key.deletedAt === undefined ? {} : { DeletionDate: key.deletedAt / 1000 }),
    Origin: "AWS_KMS",
    KeyManager: key.manager,
    CustomerMasterKeySpec: "SYMMETRIC_DEFAULT",
    KeySpec: "SYMMETRIC_DEFAULT",
    EncryptionAlgorithms: ["SYMMETRIC_DEFAULT"],
    MultiRegion: false,
  };
}
