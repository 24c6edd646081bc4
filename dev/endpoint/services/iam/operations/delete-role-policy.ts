import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { noSuchEntity } from "../errors.ts";
import type { IamStore } from "../store.ts";

const parse = inputOf("iam", "DeleteRolePolicy");

/** Deletes an inline policy of a role. */
export function deleteRolePolicy(store: IamStore): Operation<ReturnType<typeof parse>, undefined> {
  return {
    parse,
    permissions: (input, { caller }) => [
      { action: "iam:DeleteRolePolicy", resource: store.roleArn(caller.account, input.RoleName) },
    ],
    run(input, { caller }) {
      return store.write(() => {
        const role = store.role(caller.account, input.RoleName);
        if (!store.deleteRolePolicy(role.account, role.name, input.PolicyName)) {
          throw noSuchEntity(`The role policy with name ${input.PolicyName} cannot be found.`);
        }
        return undefined;
      });
    },
  };
}
