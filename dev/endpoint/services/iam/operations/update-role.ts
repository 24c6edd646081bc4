import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { RoleName, integer } from "../members.ts";
import type { IamStore } from "../store.ts";

const parse = inputParser(
  v.object({
    RoleName,
    Description: v.optional(v.pipe(v.string(), v.maxLength(1000))),
    MaxSessionDuration: v.optional(integer(3600, 43_200)),
  }),
  "ValidationError",
);

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
