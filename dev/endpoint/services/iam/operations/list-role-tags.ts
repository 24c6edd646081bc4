import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { Paging, RoleName, page } from "../members.ts";
import type { IamStore, Tag } from "../store.ts";

const parse = inputParser(v.object({ RoleName, ...Paging }), "ValidationError");

/** Lists the tags of a role. */
export function listRoleTags(store: IamStore): Operation<ReturnType<typeof parse>, { Tags: Tag[] }> {
  return {
    parse,
    permissions: (input, { caller }) => [
      { action: "iam:ListRoleTags", resource: store.roleArn(caller.account, input.RoleName) },
    ],
    run(input, { caller }) {
      return store.read(() => {
        const { items, ...rest } = page(store.role(caller.account, input.RoleName).tags, input, ({ Key }) => Key);
        return { Tags: items, ...rest };
      });
    },
  };
}
