import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { roleShape } from "../members.ts";
import type { IamStore } from "../store.ts";

const parse = inputOf("iam", "GetRole");

/** Answers a role with its trust policy and its tags. When it was last used is not kept. */
export function getRole(store: IamStore): Operation<ReturnType<typeof parse>, { Role: object }> {
  return {
    parse,
    permissions: (input, { caller }) => [
      { action: "iam:GetRole", resource: store.roleArn(caller.account, input.RoleName) },
    ],
    run(input, { caller }) {
      return store.read(() => {
        const role = store.role(caller.account, input.RoleName);
        return {
          Role: { ...roleShape(role), ...(role.tags.length === 0 ? {} : { Tags: role.tags }), RoleLastUsed: {} },
        };
      });
    },
  };
}
