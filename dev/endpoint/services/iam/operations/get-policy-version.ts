import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { noSuchEntity, policyNotCarried } from "../errors.ts";
import { findAwsManagedPolicy, isAwsManagedPolicy } from "../managed-policies.ts";
import { encodeDocument, isoTime } from "../members.ts";
import type { IamStore, ManagedPolicy } from "../store.ts";

const parse = inputOf("iam", "GetPolicyVersion");

/** Answers the text of a managed policy. There is one version of each: `v1`, of AWS's the one that is the default. */
export function getPolicyVersion(store: IamStore): Operation<ReturnType<typeof parse>, { PolicyVersion: object }> {
  return {
    parse,
    permissions: (input) => [{ action: "iam:GetPolicyVersion", resource: input.PolicyArn }],
    async run({ PolicyArn: arn, VersionId }, { caller }) {
      const managed = findAwsManagedPolicy(arn);
      if (managed === undefined && (await isAwsManagedPolicy(arn))) throw policyNotCarried(arn);
      return store.read(() => {
        const { version, document, updatedAt } = managed ?? ownVersion(store.policy(caller.account, arn));
        if (VersionId !== version) {
          throw noSuchEntity(`Policy ${arn} version ${VersionId} does not exist or is not attachable.`);
        }
        return {
          PolicyVersion: {
            Document: encodeDocument(document),
            VersionId,
            IsDefaultVersion: true,
            CreateDate: isoTime(updatedAt),
          },
        };
      });
    },
  };
}

function ownVersion({ document, createdAt }: ManagedPolicy) {
  return { version: "v1", document, updatedAt: createdAt };
}
