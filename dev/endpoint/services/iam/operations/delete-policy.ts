import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { deleteConflict } from "../errors.ts";
import type { IamStore } from "../store.ts";

const parse = inputOf("iam", "DeletePolicy");

/** Deletes a managed policy that no role attaches. */
export function deletePolicy(store: IamStore): Operation<ReturnType<typeof parse>, undefined> {
  return {
    parse,
    permissions: (input) => [{ action: "iam:DeletePolicy", resource: input.PolicyArn }],
    run(input, { caller: { account } }) {
      return store.write(() => {
        const { arn } = store.policy(account, input.PolicyArn);
        if (store.attachmentCount(account, arn) > 0) {
          throw deleteConflict("Cannot delete a policy attached to entities.");
        }
        store.deletePolicy(account, arn);
        return undefined;
      });
    },
  };
}
