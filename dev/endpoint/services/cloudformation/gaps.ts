import type { ServiceGaps } from "../../service-definition.ts";

/** What CloudFormation leaves out, and where it differs. */
export const CLOUDFORMATION_GAPS: ServiceGaps = {
  also: async () => {
    const { RESOURCE_TYPES } = await import("./resource-types/table.ts");
    const names = RESOURCE_TYPES.map(({ type }) => type).toSorted();
    return `Resource types: ${names.join(", ")}. Another type or an unknown property fails before anything is made.`;
  },
  partly: {
    CreateChangeSet:
      "no imports, of nested stacks the change of the resource alone, no DeploymentMode (`cdk deploy --revert-drift`)",
    CreateStack: "no stack policies",
    ExecuteChangeSet: "no DisableRollback of an update (`cdk deploy --no-rollback`)",
    UpdateStack: "no stack policies, no DisableRollback",
  },
  refused: [
    {
      concerns: [],
      text: "transforms and macros other than AWS::Serverless-2016-10-31 and AWS::LanguageExtensions, of that Fn::ForEach, custom resources other than Custom::S3BucketNotifications, imports, drift, stack sets, stack policies, creation and update policies",
    },
  ],
  differences: [
    { concerns: [], text: "`RoleARN` is shown, not used: resources are made under the caller" },
    { concerns: [], text: "resources are made one after the other; change sets are complete at once" },
    {
      concerns: [],
      text: "ExecuteChangeSet and DeleteStack answer when the stack is done, or after two seconds, since the cdk CLI looks again only every five",
    },
    {
      concerns: [],
      text: "`ImportExistingResources`, which `cdk bootstrap` sets, imports nothing: what is there already fails the stack",
    },
    {
      concerns: [],
      text: "Fn::GetAZs yields three zones of each region; Fn::Cidr knows IPv4 only; Fn::Length and Fn::ToJsonString work without the transform that AWS wants for them",
    },
    {
      concerns: ["Custom::S3BucketNotifications"],
      text: "the CDK's function in Python (BucketNotificationsHandler…) is not made, CloudFormation does its work; a bucket that the app only refers to (`Managed: false`) is refused",
    },
    {
      concerns: [],
      text: "AWS::Serverless-2016-10-31 is run by aws-sam-translator, which needs a Python 3; CAPABILITY_AUTO_EXPAND is not asked for",
    },
    {
      concerns: ["AWS::CloudFormation::Stack"],
      text: "one removes what its update dropped at once, not when its parent does; where that fails later, it is made anew. `Outputs.…` are its only attributes, TimeoutInMinutes is taken and has no effect",
    },
    { concerns: ["AWS::IAM::ManagedPolicy"], text: "Fn::GetAtt of one knows `PolicyArn` alone" },
    {
      concerns: ["AWS::IAM::ManagedPolicy"],
      text: "a changed document replaces a policy (IAM keeps one version), so that one with a name of its own cannot change it",
    },
    { concerns: ["AWS::S3::Bucket"], text: "`AccessControl` other than Private is refused" },
  ],
};
