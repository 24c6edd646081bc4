import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { alreadyExists, unsupportedParameter } from "../errors.ts";
import { roleShape } from "../members.ts";
import { parseTrustPolicy } from "../policy-document.ts";
import { type IamStore, type Role, arnOfRole, uniqueId } from "../store.ts";

const parse = inputOf("iam", "CreateRole", { Path: "/", Description: "", MaxSessionDuration: 3600, Tags: [] });

/** Makes a role. A permissions boundary is refused by name, since it would not be evaluated. */
export function createRole(store: IamStore): Operation<ReturnType<typeof parse>, { Role: object }> {
  return {
    parse,
    permissions({ RoleName: name, Path: path, Tags: tags }, { caller }) {
      const resource = arnOfRole({ account: caller.account, path, name });
      const create = { action: "iam:CreateRole", resource };
      return tags.length === 0 ? [create] : [create, { action: "iam:TagRole", resource }];
    },
    run(input, { caller: { account } }) {
      if (input.PermissionsBoundary !== undefined) throw unsupportedParameter("CreateRole", "PermissionsBoundary");
      parseTrustPolicy(input.AssumeRolePolicyDocument);
      const role: Role = {
        account,
        name: input.RoleName,
        path: input.Path,
        id: uniqueId("AROA"),
        trust: input.AssumeRolePolicyDocument,
        description: input.Description,
        maxSession: input.MaxSessionDuration,
        createdAt: Date.now(),
        tags: input.Tags,
      };
      return store.write(() => {
        if (store.findRole(account, role.name) !== undefined) {
          throw alreadyExists(`Role with name ${role.name} already exists.`);
        }
        store.insertRole(role);
        return { Role: { ...roleShape(role), ...(role.tags.length === 0 ? {} : { Tags: role.tags }) } };
      });
    },
  };
}
