import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { noSuchEntity } from "../errors.ts";
import { PolicyName, RoleName } from "../members.ts";
import type { IamStore } from "../store.ts";

const parse = inputParser(v.object({ RoleName, PolicyName }), "ValidationError");

/** Deletes an inline policy of a role. */
export function deleteRolePolicy(store: IamStore): Operation<ReturnType<typeof parse>, undefined> {
  return {
    parse,
    permissions: (input, { caller }) => [
      { action: "iam:DeleteRolePolicy", resource: store.roleArn(caller.account, input.RoleName) },
    ],
    run(input, { caller }) {
      return store.write(() => {
        const role = store.role(caller.account, input.RoleName);
        if (!store.deleteRolePolicy(role.account, role.name, input.PolicyName)) {
          throw noSuchEntity(`The role policy with name ${input.PolicyName} cannot be found.`);
        }
        return undefined;
      });
    },
  };
}
