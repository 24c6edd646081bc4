import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { page } from "../members.ts";
import type { IamStore } from "../store.ts";

const parse = inputOf("iam", "ListRolePolicies", { MaxItems: 100 });

/** Lists the names of a role's inline policies. */
export function listRolePolicies(store: IamStore): Operation<ReturnType<typeof parse>, { PolicyNames: string[] }> {
  return {
    parse,
    permissions: (input, { caller }) => [
      { action: "iam:ListRolePolicies", resource: store.roleArn(caller.account, input.RoleName) },
    ],
    run(input, { caller }) {
      return store.read(() => {
        const role = store.role(caller.account, input.RoleName);
        const names = store.rolePolicies(role.account, role.name).map(({ name }) => name);
        const { items, ...rest } = page(names, input, (name) => name);
        return { PolicyNames: items, ...rest };
      });
    },
  };
}
