import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { alreadyExists, malformedPolicy } from "../errors.ts";
import { policyShape } from "../members.ts";
import { parseIdentityPolicy } from "../policy-document.ts";
import { type IamStore, type ManagedPolicy, uniqueId } from "../store.ts";

const parse = inputOf("iam", "CreatePolicy", { Path: "/", Description: "", Tags: [] });

/** Makes a managed policy of the account. */
export function createPolicy(store: IamStore): Operation<ReturnType<typeof parse>, { Policy: object }> {
  const arnOf = (account: string, input: ReturnType<typeof parse>): string =>
    `arn:aws:iam::${account}:policy${input.Path}${input.PolicyName}`;
  return {
    parse,
    permissions(input, { caller }) {
      const resource = arnOf(caller.account, input);
      const create = { action: "iam:CreatePolicy", resource };
      return input.Tags.length === 0 ? [create] : [create, { action: "iam:TagPolicy", resource }];
    },
    run(input, { caller: { account } }) {
      if (parseIdentityPolicy(input.PolicyDocument).Version !== "2012-10-17") {
        throw malformedPolicy("Policy document must be version 2012-10-17 or greater.");
      }
      const policy: ManagedPolicy = {
        account,
        arn: arnOf(account, input),
        name: input.PolicyName,
        path: input.Path,
        id: uniqueId("ANPA"),
        document: input.PolicyDocument,
        description: input.Description,
        createdAt: Date.now(),
        tags: input.Tags,
      };
      return store.write(() => {
        if (store.hasPolicyNamed(account, policy.name)) {
          throw alreadyExists(`A policy called ${policy.name} already exists. Duplicate names are not allowed.`);
        }
        store.insertPolicy(policy);
        return { Policy: policyShape(policy, 0) };
      });
    },
  };
}
