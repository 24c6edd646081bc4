import type { ServiceGaps } from "../../service-definition.ts";

const PARAMETER = ["AWS::SSM::Parameter"];

/** What Systems Manager's parameters leave out, and where they differ. */
export const SSM_GAPS: ServiceGaps = {
  partly: {
    PutParameter: "no SecureString, no advanced tier",
    DescribeParameters: "no filters",
    GetParametersByPath: "no filters",
  },
  refused: [{ concerns: PARAMETER, text: "SecureString, the advanced tier, labels, history, filters" }],
  differences: [],
};
