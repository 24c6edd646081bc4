import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import type { Bus } from "../../../../trace/bus.ts";
import { noSuchEntity } from "../errors.ts";
import { AWS_MANAGED, awsManagedPolicy } from "../managed-policies.ts";
import { PolicyArn, RoleName } from "../members.ts";
import type { IamStore } from "../store.ts";

const parse = inputParser(v.object({ RoleName, PolicyArn }), "ValidationError");

/** Attaches a managed policy to a role. One of AWS's whose text is not known here gives no permission, with a notice. */
export function attachRolePolicy(store: IamStore, bus: Bus): Operation<ReturnType<typeof parse>, undefined> {
  return {
    parse,
    permissions: (input, { caller }) => [
      { action: "iam:AttachRolePolicy", resource: store.roleArn(caller.account, input.RoleName) },
    ],
    async run(input, { caller: { account } }) {
      const arn = input.PolicyArn;
      await store.write(() => {
        const role = store.role(account, input.RoleName);
        if (!arn.startsWith(AWS_MANAGED) && store.findPolicy(account, arn) === undefined) {
          throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
        }
        store.attach(account, role.name, arn);
      });
      if (arn.startsWith(AWS_MANAGED) && awsManagedPolicy(arn) === undefined) {
        bus.dispatch({
          type: "notice",
          message:
            `The text of ${arn} is not known here: attached to ${input.RoleName} it gives no permission. ` +
            "Name the actions in a policy of your own, or relax the check with --iam audit.",
        });
      }
      return undefined;
    },
  };
}
