import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { deleteConflict } from "../errors.ts";
import type { IamStore } from "../store.ts";

const parse = inputOf("iam", "DeleteRole");

/** Deletes a role that has no policies any more. */
export function deleteRole(store: IamStore): Operation<ReturnType<typeof parse>, undefined> {
  return {
    parse,
    permissions: (input, { caller }) => [
      { action: "iam:DeleteRole", resource: store.roleArn(caller.account, input.RoleName) },
    ],
    run(input, { caller: { account } }) {
      return store.write(() => {
        const { name } = store.role(account, input.RoleName);
        if (store.attachments(account, name).length > 0) {
          throw deleteConflict("Cannot delete entity, must detach all policies first.");
        }
        if (store.rolePolicies(account, name).length > 0) {
          throw deleteConflict("Cannot delete entity, must delete policies first.");
        }
        store.deleteRole(account, name);
        return undefined;
      });
    },
  };
}
