import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { AlarmName, alarmArn } from "../alarm.ts";
import type { CloudWatchContext } from "../context.ts";
import { Timestamp, ownerOf } from "../metric.ts";
import { offsetIn, offsetToken } from "../paging.ts";

const parse = inputParser(
  v.object({
    AlarmName: v.optional(AlarmName),
    AlarmTypes: v.optional(v.array(v.picklist(["CompositeAlarm", "MetricAlarm", "LogAlarm"]))),
    HistoryItemType: v.optional(
      v.picklist([
        "ConfigurationUpdate",
        "StateUpdate",
        "Action",
        "AlarmContributorStateUpdate",
        "AlarmContributorAction",
      ]),
    ),
    StartDate: v.optional(Timestamp, 0),
    EndDate: v.optional(Timestamp, Number.MAX_SAFE_INTEGER),
    ScanBy: v.optional(v.picklist(["TimestampDescending", "TimestampAscending"]), "TimestampDescending"),
    MaxRecords: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 100),
    NextToken: v.optional(v.string()),
  }),
  "ValidationException",
);

interface Output {
  readonly AlarmHistoryItems: object[];
  readonly NextToken?: string;
}

/** Lists what became of alarms, deleted ones too: changes of their state and of their configuration. */
export function describeAlarmHistory({
  alarms,
  history,
  recorder,
  watch,
}: CloudWatchContext): Operation<ReturnType<typeof parse>, Output> {
  return {
    parse,
    permissions: (input, { region, caller }) => [
      { action: "cloudwatch:DescribeAlarmHistory", resource: alarmArn(region, caller.account, input.AlarmName ?? "*") },
    ],
    async run(input, call) {
      if (input.AlarmTypes !== undefined && !input.AlarmTypes.includes("MetricAlarm")) return { AlarmHistoryItems: [] };
      await watch.bringUpToDate(recorder);
      const offset = offsetIn(input.NextToken);
      const entries = await alarms.read(() =>
        history.list(ownerOf(call), {
          alarm: input.AlarmName ?? "",
          kind: input.HistoryItemType ?? "",
          from: input.StartDate * 1000,
          until: input.EndDate * 1000,
          descending: input.ScanBy === "TimestampDescending",
          offset,
          limit: input.MaxRecords + 1,
        }),
      );
      const here = entries.slice(0, input.MaxRecords);
      return {
        AlarmHistoryItems: here.map(({ alarm, at, kind, summary, body }) => ({
          AlarmName: alarm,
          AlarmType: "MetricAlarm",
          Timestamp: at / 1000,
          HistoryItemType: kind,
          HistorySummary: summary,
          HistoryData: body,
        })),
        ...(here.length < entries.length ? { NextToken: offsetToken(offset + here.length) } : {}),
      };
    },
  };
}
