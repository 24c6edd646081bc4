import { jsonService } from "../protocol/json.ts";
import { cborService, speaksCbor } from "../protocol/rpc-v2-cbor.ts";
import type { Host, Service } from "../service.ts";
import { TIMESTAMPS } from "./alarm.ts";
import { queryError } from "./errors.ts";
import { deleteAlarms } from "./operations/delete-alarms.ts";
import { describeAlarms } from "./operations/describe-alarms.ts";
import { listTagsForResource } from "./operations/list-tags-for-resource.ts";
import { putMetricAlarm } from "./operations/put-metric-alarm.ts";
import { setAlarmState } from "./operations/set-alarm-state.ts";
import { tagResource } from "./operations/tag-resource.ts";
import { untagResource } from "./operations/untag-resource.ts";
import { AlarmStore } from "./store.ts";

const SERVICE_ID = "GraniteServiceVersion20100801";
const BODY_LIMIT = 1 << 20;

/**
 * CloudWatch as far as alarms are stored and described; no metric is collected, so none changes its state by itself.
 * The SDK for JavaScript speaks JSON to it (3.1164), botocore CBOR (1.43).
 */
export function createCloudWatchService(host: Host): Service {
  const store = new AlarmStore(host.state);
  const operations = {
    DeleteAlarms: deleteAlarms(store),
    DescribeAlarms: describeAlarms(store),
    ListTagsForResource: listTagsForResource(store),
    PutMetricAlarm: putMetricAlarm(store),
    SetAlarmState: setAlarmState(store),
    TagResource: tagResource(store),
    UntagResource: untagResource(store),
  };
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
  return {
    name: "monitoring",
    operations,
    handle: (request, call, dispatch) => (speaksCbor(request) ? cbor : json).handle(request, call, dispatch),
    fail(error, request, requestId) {
      const answer = (speaksCbor(request) ? cbor : json).fail(error, request, requestId);
      return { ...answer, headers: { ...answer.headers, "x-amzn-query-error": queryError(error) } };
    },
  };
}
