import { queryService } from "../../http/protocol/query.ts";
import type { Host, Service } from "../../service.ts";
import { attachRolePolicy } from "./operations/attach-role-policy.ts";
import { createPolicy } from "./operations/create-policy.ts";
import { createRole } from "./operations/create-role.ts";
import { deletePolicy } from "./operations/delete-policy.ts";
import { deleteRolePolicy } from "./operations/delete-role-policy.ts";
import { deleteRole } from "./operations/delete-role.ts";
import { detachRolePolicy } from "./operations/detach-role-policy.ts";
import { getPolicyVersion } from "./operations/get-policy-version.ts";
import { getPolicy } from "./operations/get-policy.ts";
import { getRolePolicy } from "./operations/get-role-policy.ts";
import { getRole } from "./operations/get-role.ts";
import { listAttachedRolePolicies } from "./operations/list-attached-role-policies.ts";
import { listRolePolicies } from "./operations/list-role-policies.ts";
import { listRoleTags } from "./operations/list-role-tags.ts";
import { listRoles } from "./operations/list-roles.ts";
import { putRolePolicy } from "./operations/put-role-policy.ts";
import { tagRole } from "./operations/tag-role.ts";
import { untagRole } from "./operations/untag-role.ts";
import { updateAssumeRolePolicy } from "./operations/update-assume-role-policy.ts";
import { updateRole } from "./operations/update-role.ts";
import { IamStore } from "./store.ts";

/** IAM as far as roles and their policies go. It is global: no region in its ARNs. */
export function createIamService(host: Host): Service {
  const store = new IamStore(host.state);
  return queryService({
    name: "iam",
    namespace: "https://iam.amazonaws.com/doc/2010-05-08/",
    operations: {
      AttachRolePolicy: attachRolePolicy(store),
      CreatePolicy: createPolicy(store),
      CreateRole: createRole(store),
      DeletePolicy: deletePolicy(store),
      DeleteRole: deleteRole(store),
      DeleteRolePolicy: deleteRolePolicy(store),
      DetachRolePolicy: detachRolePolicy(store),
      GetPolicy: getPolicy(store),
      GetPolicyVersion: getPolicyVersion(store),
      GetRole: getRole(store),
      GetRolePolicy: getRolePolicy(store),
      ListAttachedRolePolicies: listAttachedRolePolicies(store),
      ListRolePolicies: listRolePolicies(store),
      ListRoles: listRoles(store),
      ListRoleTags: listRoleTags(store),
      PutRolePolicy: putRolePolicy(store),
      TagRole: tagRole(store),
      UntagRole: untagRole(store),
      UpdateAssumeRolePolicy: updateAssumeRolePolicy(store),
      UpdateRole: updateRole(store),
    },
  });
}
