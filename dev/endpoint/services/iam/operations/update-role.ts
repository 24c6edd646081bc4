import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import type { IamStore } from "../store.ts";

const parse = inputOf("iam", "UpdateRole");

/** Changes description and longest session of a role. */
export function updateRole(store: IamStore): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input, { caller }) => [
      { action: "iam:UpdateRole", resource: store.roleArn(caller.account, input.RoleName) },
    ],
    run(input, { caller }) {
      return store.write(() => {
        const role = store.role(caller.account, input.RoleName);
        store.updateRole({
          ...role,
          description: input.Description ?? role.description,
          maxSession: input.MaxSessionDuration ?? role.maxSession,
        });
        return {};
      });
    },
  };
}
