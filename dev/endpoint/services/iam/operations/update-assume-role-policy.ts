import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { parseTrustPolicy } from "../policy-document.ts";
import type { IamStore } from "../store.ts";

const parse = inputOf("iam", "UpdateAssumeRolePolicy");

/** Replaces the policy that says who may assume a role. */
export function updateAssumeRolePolicy(store: IamStore): Operation<ReturnType<typeof parse>, undefined> {
  return {
    parse,
    permissions: (input, { caller }) => [
      { action: "iam:UpdateAssumeRolePolicy", resource: store.roleArn(caller.account, input.RoleName) },
    ],
    run(input, { caller }) {
      parseTrustPolicy(input.PolicyDocument);
      return store.write(() => {
        store.updateRole({ ...store.role(caller.account, input.RoleName), trust: input.PolicyDocument });
        return undefined;
      });
    },
  };
}
