import { inputOf } from "../../../model/input-of.ts";
import { ServiceError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { arnOf, onKey } from "../key.ts";
import type { KeyStore } from "../store.ts";

const parse = inputOf("kms", "CancelKeyDeletion");

/** Keeps a key that was to go. On AWS it is then disabled until EnableKey, which is not here: it is enabled at once. */
export function cancelKeyDeletion(store: KeyStore): Operation<ReturnType<typeof parse>, { KeyId: string }> {
  return {
    parse,
    permissions: (input, call) => onKey("CancelKeyDeletion", input.KeyId, call),
    run: (input, call) =>
      store.write(() => {
        const { deletedAt, ...key } = store.require(call, input.KeyId);
        const arn = arnOf(call, key.id);
        if (deletedAt === undefined) {
          throw new ServiceError("KMSInvalidStateException", `${arn} is not pending deletion.`);
        }
        store.save(call, key);
        return { KeyId: arn };
      }),
  };
}
