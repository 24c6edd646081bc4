import type { ServiceGaps } from "../../service-definition.ts";

const ALARM = ["AWS::CloudWatch::Alarm"];

/** What CloudWatch leaves out, and where it differs. */
export const CLOUDWATCH_GAPS: ServiceGaps = {
  partly: {
    DescribeAlarms: "no composite alarms",
    GetMetricData: "no metric math, no metrics of other accounts; of the extended statistics percentiles alone",
    GetMetricStatistics: "of the extended statistics percentiles alone",
    PutMetricAlarm: "alarms on one metric, in periods of whole minutes; no metric math, no anomaly detection",
    PutMetricData: "no entities",
  },
  refused: [
    {
      concerns: ALARM,
      text: "metric math, anomaly detection, composite alarms, metric streams, dashboards",
    },
  ],
  differences: [
    { concerns: ALARM, text: "alarm actions are stored and never taken" },
    {
      concerns: ALARM,
      text: "an alarm is evaluated when its metric has a new value and once a minute, with the running minute in its newest period; AWS takes a few minutes longer",
    },
    {
      concerns: ALARM,
      text: "an alarm looks two periods further back than its evaluation periods for values that are missing; AWS does not say how far it looks",
    },
    {
      concerns: [],
      text: "values are kept by the minute for 15 days, 500,000 of them at the most; those of shorter periods count in their minute",
    },
    {
      concerns: [],
      text: "what functions and queues measure is stored within a second: a killed process loses that second",
    },
    { concerns: [], text: "a percentile is the nearest rank; AWS interpolates in a way that it does not tell" },
  ],
};
