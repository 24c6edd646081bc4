import { jsonService } from "../../http/protocol/json.ts";
import { queryService, speaksQuery } from "../../http/protocol/query.ts";
import { cborService, speaksCbor } from "../../http/protocol/rpc-v2-cbor.ts";
import type { Host, HttpRequest, OperationTable, Service } from "../../service.ts";
import { TIMESTAMPS } from "./alarm.ts";
import { AlarmHistory } from "./alarm-history.ts";
import { AlarmWatch } from "./alarm-watch.ts";
import type { CloudWatchContext } from "./context.ts";
import { inQueryTerms, queryError } from "./errors.ts";
import { failureTeller } from "./failure-teller.ts";
import { gunzipped } from "./gunzipped.ts";
import { MetricRecorder } from "./metric-recorder.ts";
import { MetricStore } from "./metric-store.ts";
import { disableAlarmActions, enableAlarmActions } from "./operations/alarm-actions.ts";
import { deleteAlarms } from "./operations/delete-alarms.ts";
import { describeAlarmHistory } from "./operations/describe-alarm-history.ts";
import { describeAlarms } from "./operations/describe-alarms.ts";
import { describeAlarmsForMetric } from "./operations/describe-alarms-for-metric.ts";
import { getMetricData } from "./operations/get-metric-data.ts";
import { getMetricStatistics } from "./operations/get-metric-statistics.ts";
import { listMetrics } from "./operations/list-metrics.ts";
import { listTagsForResource } from "./operations/list-tags-for-resource.ts";
import { putMetricAlarm } from "./operations/put-metric-alarm.ts";
import { putMetricData } from "./operations/put-metric-data.ts";
import { setAlarmState } from "./operations/set-alarm-state.ts";
import { tagResource } from "./operations/tag-resource.ts";
import { untagResource } from "./operations/untag-resource.ts";
import { answerOf, inputOfForm } from "./query-wire.ts";
import { AlarmStore } from "./store.ts";

const SERVICE_ID = "GraniteServiceVersion20100801";
const BODY_LIMIT = 4 << 20;

/**
 * CloudWatch: metrics by the minute, of calls and of what the other services measure, and alarms on them. The SDK for
 * JavaScript speaks JSON to it (3.1164), botocore JSON, in 2025 CBOR, and before the query protocol.
 */
export function createCloudWatchService(host: Host): Service {
  const { state } = host;
  const alarms = new AlarmStore(state);
  const history = new AlarmHistory(state);
  const metrics = new MetricStore(state);
  const watch = new AlarmWatch({ alarms, history, metrics });
  const recorder = new MetricRecorder(state, host.metrics, metrics, (changed) => watch.touched(changed));
  const operations = operationsOf({ state, alarms, history, metrics, recorder, watch });
  const json = jsonService({
    name: "monitoring",
    targetPrefix: SERVICE_ID,
    version: "1.0",
    operations,
    bodyLimit: BODY_LIMIT,
  });
  const cbor = cborService({
    name: "monitoring",
    serviceId: SERVICE_ID,
    operations,
    timestamps: TIMESTAMPS,
    bodyLimit: BODY_LIMIT,
  });
  const query = queryService({
    name: "monitoring",
    namespace: "http://monitoring.amazonaws.com/doc/2010-08-01/",
    operations,
    input: inputOfForm,
    output: (output) => answerOf(output, TIMESTAMPS),
  });
  const spoken = (request: Pick<HttpRequest, "method" | "headers">): Service => {
    if (speaksCbor(request)) return cbor;
    return speaksQuery(request) ? query : json;
  };
  return {
    operations,
    async read(request, call) {
      return spoken(request).read(gunzipped(request), call);
    },
    fail(error, request, requestId) {
      const service = spoken(request);
      const answer = service.fail(service === query ? inQueryTerms(error) : error, request, requestId);
      return { ...answer, headers: { ...answer.headers, "x-amzn-query-error": queryError(error) } };
    },
    async start() {
      const failed = failureTeller(host.bus);
      recorder.start(failed);
      watch.start(recorder, failed);
    },
    async stop() {
      await watch.stop();
      await recorder.stop();
    },
  };
}

function operationsOf(context: CloudWatchContext): OperationTable {
  return {
    DeleteAlarms: deleteAlarms(context),
    DescribeAlarmHistory: describeAlarmHistory(context),
    DescribeAlarms: describeAlarms(context),
    DescribeAlarmsForMetric: describeAlarmsForMetric(context),
    DisableAlarmActions: disableAlarmActions(context),
    EnableAlarmActions: enableAlarmActions(context),
    GetMetricData: getMetricData(context),
    GetMetricStatistics: getMetricStatistics(context),
    ListMetrics: listMetrics(context),
    ListTagsForResource: listTagsForResource(context.alarms),
    PutMetricAlarm: putMetricAlarm(context),
    PutMetricData: putMetricData(context),
    SetAlarmState: setAlarmState(context),
    TagResource: tagResource(context.alarms),
    UntagResource: untagResource(context.alarms),
  };
}
