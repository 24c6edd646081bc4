import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { Paging, page, roleShape } from "../members.ts";
import type { IamStore } from "../store.ts";

const parse = inputParser(
  v.object({ PathPrefix: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(512)), "/"), ...Paging }),
  "ValidationError",
);

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
