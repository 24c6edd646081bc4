import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { noSuchEntity } from "../errors.ts";
import { PolicyArn, encodeDocument, isoTime } from "../members.ts";
import type { IamStore } from "../store.ts";

const parse = inputParser(
  v.object({ PolicyArn, VersionId: v.pipe(v.string(), v.regex(/^v[1-9][0-9]*(\.[A-Za-z0-9-]*)?$/)) }),
  "ValidationError",
);

/** Answers the text of a managed policy. There is one version of each, `v1`. */
export function getPolicyVersion(store: IamStore): Operation<ReturnType<typeof parse>, { PolicyVersion: object }> {
  return {
    parse,
    permissions: (input) => [{ action: "iam:GetPolicyVersion", resource: input.PolicyArn }],
    run(input, { caller }) {
      return store.read(() => {
        const policy = store.policy(caller.account, input.PolicyArn);
        if (input.VersionId !== "v1") {
          throw noSuchEntity(`Policy ${policy.arn} version ${input.VersionId} does not exist or is not attachable.`);
        }
        return {
          PolicyVersion: {
            Document: encodeDocument(policy.document),
            VersionId: "v1",
            IsDefaultVersion: true,
            CreateDate: isoTime(policy.createdAt),
          },
        };
      });
    },
  };
}
