import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { unsupported } from "../errors.ts";
import { keyShape } from "../key.ts";
import type { KeyStore } from "../store.ts";

const parse = inputOf("kms", "CreateKey", {
  Description: "",
  KeyUsage: "ENCRYPT_DECRYPT",
  KeySpec: "SYMMETRIC_DEFAULT",
  CustomerMasterKeySpec: "SYMMETRIC_DEFAULT",
  Origin: "AWS_KMS",
  MultiRegion: false,
  Tags: [],
});

type Input = ReturnType<typeof parse>;

/** Makes a symmetric key. Other kinds are refused by name. */
export function createKey(store: KeyStore): Operation<Input, { KeyMetadata: object }> {
  return {
    parse,
    permissions: ({ Tags: tags }) => [
      { action: "kms:CreateKey", resource: "*" },
      ...(tags.length === 0 ? [] : [{ action: "kms:TagResource", resource: "*" }]),
    ],
    run(input, call) {
      refuse(input);
      const policy = input.Policy ?? defaultPolicy(call.caller.account);
      return store.write(() => {
        const members = { manager: "CUSTOMER" as const, description: input.Description, policy, tags: input.Tags };
        return { KeyMetadata: keyShape(call, store.create(call, members)) };
      });
    },
  };
}

function refuse({ KeyUsage, KeySpec, CustomerMasterKeySpec, Origin, MultiRegion }: Input): void {
  if (KeyUsage !== "ENCRYPT_DECRYPT") throw unsupported(`CreateKey with the usage ${KeyUsage}`);
  const other = [KeySpec, CustomerMasterKeySpec].find((spec) => spec !== "SYMMETRIC_DEFAULT");
  if (other !== undefined) throw unsupported(`CreateKey with the spec ${other}`);
  if (Origin !== "AWS_KMS") throw unsupported(`CreateKey with the origin ${Origin}`);
  if (MultiRegion) throw unsupported("CreateKey with MultiRegion");
}

/** What AWS gives a key that is made without one (KMS Developer Guide, "Default key policy"). */
function defaultPolicy(account: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Id: "key-default-1",
    Statement: [
      {
        Sid: "Enable IAM User Permissions",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: "kms:*",
        Resource: "*",
      },
    ],
  });
}
