import type { ServiceGaps } from "../service-gaps.ts";

const ALARM = ["AWS::CloudWatch::Alarm"];

/** What CloudWatch leaves out, and where it differs. */
export const CLOUDWATCH_GAPS: ServiceGaps = {
  service: "monitoring",
  title: "CloudWatch",
  partly: {
    PutMetricAlarm: "alarms on one metric only, no actions",
  },
  refused: [{ concerns: ALARM, text: "metrics, metric math, composite alarms, alarm actions, the query protocol" }],
  differences: [{ concerns: ALARM, text: "alarms are stored and described, their state stays INSUFFICIENT_DATA" }],
};
