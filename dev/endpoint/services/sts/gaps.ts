import type { ServiceGaps } from "../service-gaps.ts";

/** What STS leaves out, and where it differs. */
export const STS_GAPS: ServiceGaps = {
  service: "sts",
  title: "STS",
  partly: {
    AssumeRole: "session policies are refused",
  },
  refused: [],
  differences: [{ concerns: ["AWS::IAM::Role"], text: "trust policies are not evaluated, session tags are ignored" }],
};
