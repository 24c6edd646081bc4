import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { page } from "../members.ts";
import type { IamStore, Tag } from "../store.ts";

const parse = inputOf("iam", "ListRoleTags", { MaxItems: 100 });

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
