import type { ServiceGaps } from "../../service-definition.ts";

const ROLE = ["AWS::IAM::Role"];
const POLICIES = ["AWS::IAM::Role", "AWS::IAM::Policy"];

/** What IAM leaves out, and where it differs. */
export const IAM_GAPS: ServiceGaps = {
  partly: {
    CreateRole: "no permissions boundary",
  },
  refused: [{ concerns: ROLE, text: "users, groups, instance profiles, permissions boundaries, policy versions" }],
  differences: [
    {
      concerns: POLICIES,
      text: "only calls signed with the credentials of a function are evaluated; the `test` keys and other assumed roles may do everything",
    },
    {
      concerns: POLICIES,
      text: "identity policies are evaluated, resource policies are stored and returned; what belongs to another account is refused, whatever its resource policy says",
    },
    {
      concerns: ROLE,
      text: "of AWS's managed policies those are carried that pipelines name, with the text of a day (`dev/endpoint/services/iam/aws-managed/`: administrator, power user and read-only access, full and read-only access of the services here and of API Gateway, SNS, SES, EventBridge, Step Functions, Cognito, Secrets Manager and Kinesis, the roles of Lambda's guide); another one of AWS's is refused by name; their ids, descriptions and older versions are not told",
    },
    {
      concerns: POLICIES,
      text: "conditions String*, Arn*, Bool, Null and …IfExists are evaluated, on keys of the caller and on `iam:PassedToService`; a statement with another one never allows, and always denies where it denies",
    },
    { concerns: POLICIES, text: "an explicit deny is worded like a missing allow" },
  ],
};
