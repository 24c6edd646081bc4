import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import type { IamStore } from "../store.ts";

const parse = inputOf("iam", "UntagRole");

/** Takes tags from a role; keys that it does not have are no error. */
export function untagRole(store: IamStore): Operation<ReturnType<typeof parse>, undefined> {
  return {
    parse,
    permissions: (input, { caller }) => [
      { action: "iam:UntagRole", resource: store.roleArn(caller.account, input.RoleName) },
    ],
    run(input, { caller }) {
      const gone = new Set(input.TagKeys.map((key) => key.toLowerCase()));
      return store.write(() => {
        const role = store.role(caller.account, input.RoleName);
        store.updateRole({ ...role, tags: role.tags.filter(({ Key }) => !gone.has(Key.toLowerCase())) });
        return undefined;
      });
    },
  };
}
