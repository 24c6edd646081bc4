import type { ServiceGaps } from "../../service-definition.ts";

/** What STS leaves out, and where it differs. */
export const STS_GAPS: ServiceGaps = {
  partly: {
    AssumeRole: "session policies are refused",
  },
  refused: [],
  differences: [{ concerns: ["AWS::IAM::Role"], text: "trust policies are not evaluated, session tags are ignored" }],
};
