import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { page, roleShape } from "../members.ts";
import type { IamStore } from "../store.ts";

const parse = inputOf("iam", "ListRoles", { PathPrefix: "/", MaxItems: 100 });

/** Lists the roles of the account by name. */
export function listRoles(store: IamStore): Operation<ReturnType<typeof parse>, { Roles: object[] }> {
  return {
    parse,
    permissions: (input, { caller }) => [
      { action: "iam:ListRoles", resource: `arn:aws:iam::${caller.account}:role${input.PathPrefix}` },
    ],
    run(input, { caller }) {
      return store.read(() => {
        const { items, ...rest } = page(store.roles(caller.account, input.PathPrefix), input, ({ name }) => name);
        return { Roles: items.map(roleShape), ...rest };
      });
    },
  };
}
