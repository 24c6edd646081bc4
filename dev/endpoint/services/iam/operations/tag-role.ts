import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { withTags } from "../members.ts";
import type { IamStore } from "../store.ts";

const parse = inputOf("iam", "TagRole");

/** Sets tags of a role. */
export function tagRole(store: IamStore): Operation<ReturnType<typeof parse>, undefined> {
  return {
    parse,
    permissions: (input, { caller }) => [
      { action: "iam:TagRole", resource: store.roleArn(caller.account, input.RoleName) },
    ],
    run(input, { caller }) {
      return store.write(() => {
        const role = store.role(caller.account, input.RoleName);
        store.updateRole({ ...role, tags: withTags(role.tags, input.Tags) });
        return undefined;
      });
    },
  };
}
