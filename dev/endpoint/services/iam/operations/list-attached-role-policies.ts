import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { page } from "../members.ts";
import type { IamStore } from "../store.ts";

const parse = inputOf("iam", "ListAttachedRolePolicies", { MaxItems: 100 });

interface Output {
  readonly AttachedPolicies: readonly { PolicyName: string; PolicyArn: string }[];
}

/** Lists the managed policies that a role attaches. */
export function listAttachedRolePolicies(store: IamStore): Operation<ReturnType<typeof parse>, Output> {
  return {
    parse,
    permissions: (input, { caller }) => [
      { action: "iam:ListAttachedRolePolicies", resource: store.roleArn(caller.account, input.RoleName) },
    ],
    run(input, { caller }) {
      return store.read(() => {
        const role = store.role(caller.account, input.RoleName);
        const { items, ...rest } = page(store.attachments(role.account, role.name), input, (arn) => arn);
        const policies = items.map((arn) => ({ PolicyName: arn.slice(arn.lastIndexOf("/") + 1), PolicyArn: arn }));
        return { AttachedPolicies: policies, ...rest };
      });
    },
  };
}
