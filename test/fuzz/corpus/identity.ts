import type { IAM } from "@aws-sdk/client-iam";
import type { SSM } from "@aws-sdk/client-ssm";
import type { STS } from "@aws-sdk/client-sts";

const RoleName = "fuzzed-role";

/** ARN of the role that every sample uses. */
export const ROLE_ARN = `arn:aws:iam::000000000000:role/${RoleName}`;

const TRUST = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
const POLICY = {
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "All",
      Effect: "Allow",
      Action: ["logs:*", "s3:Get*"],
      Resource: ["*", "arn:aws:s3:::${aws:PrincipalAccount}/*"],
      Condition: { StringLike: { "aws:PrincipalArn": ["*"] }, Bool: { "aws:SecureTransport": "false" } },
    },
  ],
};

/** Roles and policies. */
export async function useIam(iam: IAM): Promise<void> {
  await iam.createRole({ RoleName, AssumeRolePolicyDocument: JSON.stringify(TRUST), Tags: [{ Key: "a", Value: "b" }] });
  await iam.putRolePolicy({ RoleName, PolicyName: "inline", PolicyDocument: JSON.stringify(POLICY) });
  await iam.createPolicy({ PolicyName: "fuzzed", PolicyDocument: JSON.stringify(POLICY) });
  await iam.attachRolePolicy({ RoleName, PolicyArn: "arn:aws:iam::000000000000:policy/fuzzed" });
  await iam.getRolePolicy({ RoleName, PolicyName: "inline" });
  await iam.listRoles({ MaxItems: 2, PathPrefix: "/" });
  await iam.updateRole({ RoleName, Description: "fuzzed", MaxSessionDuration: 3600 });
}

/** Who one is. */
export async function useSts(sts: STS): Promise<void> {
  await sts.getCallerIdentity();
  await sts
    .assumeRole({ RoleArn: ROLE_ARN, RoleSessionName: "fuzz", DurationSeconds: 900, Policy: JSON.stringify(POLICY) })
    .catch(() => undefined);
  await sts.assumeRole({ RoleArn: ROLE_ARN, RoleSessionName: "fuzz", DurationSeconds: 900 });
  await sts.getSessionToken({ DurationSeconds: 900 });
}

/** Parameters. */
export async function useSsm(ssm: SSM): Promise<void> {
  await ssm.putParameter({ Name: "/fuzz/one", Value: "1", Type: "String", Overwrite: true });
  await ssm.getParameter({ Name: "/fuzz/one", WithDecryption: true });
  await ssm.getParametersByPath({ Path: "/fuzz", Recursive: true, MaxResults: 2 });
  await ssm.describeParameters({ MaxResults: 5 });
  await ssm.addTagsToResource({ ResourceType: "Parameter", ResourceId: "/fuzz/one", Tags: [{ Key: "k", Value: "v" }] });
}
