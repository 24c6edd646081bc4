import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { noSuchEntity } from "../errors.ts";
import type { IamStore } from "../store.ts";

const parse = inputOf("iam", "DetachRolePolicy");

/** Takes a managed policy from a role. */
export function detachRolePolicy(store: IamStore): Operation<ReturnType<typeof parse>, undefined> {
  return {
    parse,
    permissions: (input, { caller }) => [
      { action: "iam:DetachRolePolicy", resource: store.roleArn(caller.account, input.RoleName) },
    ],
    run(input, { caller }) {
      return store.write(() => {
        const role = store.role(caller.account, input.RoleName);
        if (!store.detach(role.account, role.name, input.PolicyArn)) {
          throw noSuchEntity(`Policy ${input.PolicyArn} was not found.`);
        }
        return undefined;
      });
    },
  };
}
