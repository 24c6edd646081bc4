import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { noSuchEntity } from "../errors.ts";
import { encodeDocument } from "../members.ts";
import type { IamStore } from "../store.ts";

const parse = inputOf("iam", "GetRolePolicy");

interface Output {
  readonly RoleName: string;
  readonly PolicyName: string;
  /** Percent-encoded JSON. */
  readonly PolicyDocument: string;
}

/** Answers an inline policy of a role. */
export function getRolePolicy(store: IamStore): Operation<ReturnType<typeof parse>, Output> {
  return {
    parse,
    permissions: (input, { caller }) => [
      { action: "iam:GetRolePolicy", resource: store.roleArn(caller.account, input.RoleName) },
    ],
    run(input, { caller }) {
      return store.read(() => {
        const role = store.role(caller.account, input.RoleName);
        const policy = store
          .rolePolicies(role.account, role.name)
          .find(({ name }) => name.toLowerCase() === input.PolicyName.toLowerCase());
        if (policy === undefined) throw noSuchEntity(`The role policy with name ${input.PolicyName} cannot be found.`);
        return { RoleName: role.name, PolicyName: policy.name, PolicyDocument: encodeDocument(policy.document) };
      });
    },
  };
}
