import type { ServiceGaps } from "../service-gaps.ts";

/** What CloudFormation leaves out, and where it differs. */
export const CLOUDFORMATION_GAPS: ServiceGaps = {
  service: "cloudformation",
  title: "CloudFormation",
  partly: {
    CreateChangeSet: "no imports, no nested stacks",
    CreateStack: "no stack policies",
    UpdateStack: "no stack policies",
  },
  refused: [
    {
      concerns: [],
      text: "YAML, transforms and macros, Fn::GetAZs, Fn::Cidr, Fn::Length, Fn::ToJsonString, Fn::ForEach, nested stacks, imports, drift, stack sets, stack policies, creation and update policies",
    },
  ],
  differences: [
    { concerns: [], text: "`RoleARN` is shown, not used: resources are made under the caller" },
    {
      concerns: [],
      text: "`cdk bootstrap` cannot work (its template needs ECR); `npm run dev` makes the two resources of it that a deploy needs",
    },
    { concerns: [], text: "resources are made one after the other; change sets are complete at once" },
    { concerns: [], text: "deleting an export that another stack imports is not refused" },
  ],
};
