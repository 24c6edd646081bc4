import type { ServiceGaps } from "../service-gaps.ts";

const GROUP = ["AWS::Logs::LogGroup"];

/** What CloudWatch Logs leaves out, and where it differs. */
export const LOGS_GAPS: ServiceGaps = {
  service: "logs",
  title: "CloudWatch Logs",
  partly: {
    CreateLogGroup: "no KMS key",
    FilterLogEvents: "no `[a, b]` filter patterns",
  },
  refused: [
    {
      concerns: GROUP,
      text: "`[a, b]` filter patterns, KMS keys, metric filters, subscriptions, Insights, live tail, exports",
    },
  ],
  differences: [{ concerns: GROUP, text: "plain terms of a filter pattern match as substrings" }],
};
