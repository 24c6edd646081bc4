import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { noSuchEntity, policyNotCarried } from "../errors.ts";
import { findAwsManagedPolicy, isAwsManagedPolicy } from "../managed-policies.ts";
import type { IamStore } from "../store.ts";

const parse = inputOf("iam", "AttachRolePolicy");

/** Attaches a managed policy to a role. One of AWS's whose text is not carried here is refused as a gap. */
export function attachRolePolicy(store: IamStore): Operation<ReturnType<typeof parse>, undefined> {
  return {
    parse,
    permissions: (input, { caller }) => [
      { action: "iam:AttachRolePolicy", resource: store.roleArn(caller.account, input.RoleName) },
    ],
    async run(input, { caller: { account } }) {
      const arn = input.PolicyArn;
      const carried = findAwsManagedPolicy(arn) !== undefined;
      const gap = !carried && (await isAwsManagedPolicy(arn));
      return store.write(() => {
        const role = store.role(account, input.RoleName);
        if (gap) throw policyNotCarried(arn);
        if (!carried && store.findPolicy(account, arn) === undefined) {
          throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
        }
        store.attach(account, role.name, arn);
        return undefined;
      });
    },
  };
}
