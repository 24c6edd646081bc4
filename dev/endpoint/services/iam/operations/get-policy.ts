import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { PolicyArn, policyShape } from "../members.ts";
import type { IamStore } from "../store.ts";

const parse = inputParser(v.object({ PolicyArn }), "ValidationError");

/** Answers a managed policy of the account, without its text. */
export function getPolicy(store: IamStore): Operation<ReturnType<typeof parse>, { Policy: object }> {
  return {
    parse,
    permissions: (input) => [{ action: "iam:GetPolicy", resource: input.PolicyArn }],
    run(input, { caller: { account } }) {
      return store.read(() => {
        const policy = store.policy(account, input.PolicyArn);
        return { Policy: policyShape(policy, store.attachmentCount(account, policy.arn)) };
      });
    },
  };
}
