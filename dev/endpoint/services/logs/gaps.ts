import type { ServiceGaps } from "../../service-definition.ts";

const GROUP = ["AWS::Logs::LogGroup"];

/** What CloudWatch Logs leaves out, and where it differs. */
export const LOGS_GAPS: ServiceGaps = {
  partly: {
    CreateLogGroup: "no KMS key",
  },
  refused: [{ concerns: GROUP, text: "KMS keys, metric filters, subscriptions, Insights, live tail, exports" }],
  differences: [
    {
      concerns: [],
      text: "the regular expressions of a filter pattern are JavaScript's, as far as AWS's grammar allows them; how many a pattern has is not limited",
    },
    {
      concerns: [],
      text: "metrics in log events (the embedded metric format) that are not valid are left out silently, without AWS's `EMFParsingErrors`",
    },
  ],
};
