import { aws } from "../../api.ts";
import { Badge } from "../../components/badge.tsx";
import { Empty, Panel, Trouble } from "../../components/panel.tsx";
import { useLoad } from "../../components/use-load.ts";
import { uploads } from "../../store.ts";
import { MetricPlot, type PlottedMetric } from "./metric-plot.tsx";

/** Metrics as plots, and the alarms that look at them. */
export function Metrics() {
  const last = uploads.value[0];
  const metrics = useLoad(`metrics ${last?.status}`, () => aws("cloudwatch:ListMetrics", {}));
  const alarms = useLoad(`alarms ${last?.id} ${last?.status}`, () => aws("cloudwatch:DescribeAlarms", {}));
  const listed = (metrics.value?.Metrics ?? []).filter(
    ({ Namespace, Dimensions = [] }) => Namespace !== "AWS/Lambda" || Dimensions.length === 1,
  );
  const plotted: PlottedMetric[] = listed.map(({ Namespace = "", MetricName = "", Dimensions = [] }) => ({
    namespace: Namespace,
    metric: MetricName,
    stat: STATS[MetricName] ?? "Sum",
    dimensions: Dimensions.map(({ Name = "", Value = "" }) => ({ Name, Value })),
  }));
  const groups = Object.entries(Object.groupBy(plotted, ({ namespace }) => namespace)).toSorted(([a], [b]) =>
    a.localeCompare(b),
  );
  return (
    <div class="view">
      <h1>Metrics and alarms</h1>
      {metrics.trouble === undefined ? null : <Trouble text={metrics.trouble} />}
      {alarms.trouble === undefined ? null : <Trouble text={alarms.trouble} />}
      <Panel title="Alarms" flush>
        {alarms.value?.MetricAlarms?.length === 0 ? <Empty title="There is no alarm" /> : null}
        <ul class="alarms">
          {(alarms.value?.MetricAlarms ?? []).map(({ AlarmName, StateValue = "", StateReason, AlarmDescription }) => (
            <li key={AlarmName}>
              <Badge tone={TONES[StateValue] ?? "plain"} text={StateValue.toLowerCase().replaceAll("_", " ")} />
              <strong>{AlarmName}</strong>
              <span class="dim small">{AlarmDescription ?? StateReason}</span>
            </li>
          ))}
        </ul>
      </Panel>
      {metrics.value?.Metrics?.length === 0 ? (
        <Panel>
          <Empty title="Nothing was measured yet">Metrics come with the first invocation.</Empty>
        </Panel>
      ) : null}
      {groups.map(([namespace, held = []]) => (
        <Panel key={namespace} title={namespace}>
          <div class="plots">
            {held.map((metric) => {
              const about = metric.dimensions.map(({ Value }) => Value).join(", ");
              return <MetricPlot key={metric.metric + about} title={`${metric.metric} ${about}`} metrics={[metric]} />;
            })}
          </div>
        </Panel>
      ))}
    </div>
  );
}

const STATS: Readonly<Record<string, string>> = {
  Duration: "Average",
  ConcurrentExecutions: "Maximum",
  AsyncEventAge: "Maximum",
  ApproximateNumberOfMessagesVisible: "Maximum",
  ApproximateAgeOfOldestMessage: "Maximum",
};

const TONES: Readonly<Record<string, "good" | "bad" | "plain">> = { OK: "good", ALARM: "bad" };
