import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { policyNotCarried } from "../errors.ts";
import { type AwsManagedPolicy, findAwsManagedPolicy, isAwsManagedPolicy } from "../managed-policies.ts";
import { isoTime, policyShape } from "../members.ts";
import type { IamStore } from "../store.ts";

const parse = inputOf("iam", "GetPolicy");

/** Answers a managed policy of the account or of AWS's, without its text. */
export function getPolicy(store: IamStore): Operation<ReturnType<typeof parse>, { Policy: object }> {
  return {
    parse,
    permissions: (input) => [{ action: "iam:GetPolicy", resource: input.PolicyArn }],
    async run({ PolicyArn: arn }, { caller: { account } }) {
      const managed = findAwsManagedPolicy(arn);
      if (managed === undefined && (await isAwsManagedPolicy(arn))) throw policyNotCarried(arn);
      return store.read(() => {
        if (managed !== undefined) return { Policy: managedShape(arn, managed, store.attachmentCount(account, arn)) };
        const policy = store.policy(account, arn);
        return { Policy: policyShape(policy, store.attachmentCount(account, policy.arn)) };
      });
    },
  };
}

/** Without the PolicyId and the description, which the data has not. */
function managedShape(arn: string, policy: AwsManagedPolicy, attachmentCount: number): object {
  const path = arn.slice(arn.indexOf("/"));
  return {
    PolicyName: path.slice(path.lastIndexOf("/") + 1),
    Arn: arn,
    Path: path.slice(0, path.lastIndexOf("/") + 1),
    DefaultVersionId: policy.version,
    AttachmentCount: attachmentCount,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    CreateDate: isoTime(policy.createdAt),
    UpdateDate: isoTime(policy.updatedAt),
  };
}
