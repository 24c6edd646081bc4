import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { parseIdentityPolicy } from "../policy-document.ts";
import type { IamStore } from "../store.ts";

const parse = inputOf("iam", "PutRolePolicy");

/** Adds or replaces an inline policy of a role. */
export function putRolePolicy(store: IamStore): Operation<ReturnType<typeof parse>, undefined> {
  return {
    parse,
    permissions: (input, { caller }) => [
      { action: "iam:PutRolePolicy", resource: store.roleArn(caller.account, input.RoleName) },
    ],
    run(input, { caller }) {
      parseIdentityPolicy(input.PolicyDocument);
      return store.write(() => {
        const role = store.role(caller.account, input.RoleName);
        store.putRolePolicy(role.account, role.name, input.PolicyName, input.PolicyDocument);
        return undefined;
      });
    },
  };
}
