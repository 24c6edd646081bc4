import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { keyShape, nameIn, onKey } from "../key.ts";
import type { KeyStore } from "../store.ts";

const parse = inputOf("kms", "DescribeKey");

/**
 * Describes a key. An alias of AWS's own (`alias/aws/s3`) that has no key yet gets one, as on AWS (API Reference,
 * DescribeKey).
 */
export function describeKey(store: KeyStore): Operation<ReturnType<typeof parse>, { KeyMetadata: object }> {
  return {
    parse,
    permissions: (input, call) => onKey("DescribeKey", input.KeyId, call),
    run: (input, call) =>
      store.write(() => {
        const predefined = nameIn(call, input.KeyId);
        if (/^alias\/aws\/[a-z0-9-]+$/.test(predefined) && store.findAlias(call, predefined) === undefined) {
          const members = {
            manager: "AWS" as const,
            description: `Default key of ${predefined}`,
            policy: "{}",
            tags: [],
          };
          const { id: keyId, createdAt } = store.create(call, members);
          store.saveAlias(call, { name: predefined, keyId, createdAt, updatedAt: createdAt });
        }
        return { KeyMetadata: keyShape(call, store.require(call, input.KeyId)) };
      }),
  };
}
