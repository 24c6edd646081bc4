import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { type Truths, from, localstack } from "../truth.ts";

export const TRUTHS: Truths = {
  service: "STS",
  truths: from(localstack("sts/test_sts", "TestSTSIntegrations::test_assume_role", "2024-06-05"), {
    AssumeRole: {
      async ask({ iam, sts, name: RoleName }) {
        const { Account } = await sts.send(new GetCallerIdentityCommand({}));
        const Statement = [{ Action: "sts:AssumeRole", Effect: "Allow", Principal: { AWS: Account } }];
        const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
        const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
        return sts.send(new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: "session" }));
      },
      answer: {
        status: 200,
        members: {
          AssumedRoleUser: {
            Arn: /^arn:aws:sts::\d{12}:assumed-role\/truth-\d+\/session$/,
            AssumedRoleId: /^\w+:session$/,
          },
          Credentials: { AccessKeyId: /./, SecretAccessKey: /./, SessionToken: /./ },
        },
      },
    },
  }),
};
