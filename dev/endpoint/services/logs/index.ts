import { jsonService } from "../../http/protocol/json.ts";
import type { Host, Service } from "../../service.ts";
import { createLogGroup } from "./operations/create-log-group.ts";
import { createLogStream } from "./operations/create-log-stream.ts";
import { deleteLogGroup } from "./operations/delete-log-group.ts";
import { deleteLogStream } from "./operations/delete-log-stream.ts";
import { describeLogGroups } from "./operations/describe-log-groups.ts";
import { describeLogStreams } from "./operations/describe-log-streams.ts";
import { filterLogEvents } from "./operations/filter-log-events.ts";
import { getLogEvents } from "./operations/get-log-events.ts";
import { putLogEvents } from "./operations/put-log-events.ts";
import { deleteRetentionPolicy, putRetentionPolicy } from "./operations/retention-policy.ts";
import { listTagsForResource, tagResource, untagResource } from "./operations/tags.ts";
import { Retention } from "./retention.ts";
import { LogStore } from "./store.ts";

/** CloudWatch Logs: groups, streams, events, and searching in them. */
export function createLogsService(host: Host): Service {
  const store = new LogStore(host.state);
  const retention = new Retention(host.state, host.bus);
  const context = { state: host.state, store, metrics: host.metrics, sweep: () => retention.sweep() };
  const service = jsonService({
    name: "logs",
    targetPrefix: "Logs_20140328",
    version: "1.1",
    bodyLimit: 16 << 20,
    operations: {
      CreateLogGroup: createLogGroup(context),
      CreateLogStream: createLogStream(context),
      DeleteLogGroup: deleteLogGroup(context),
      DeleteLogStream: deleteLogStream(context),
      DeleteRetentionPolicy: deleteRetentionPolicy(context),
      DescribeLogGroups: describeLogGroups(context),
      DescribeLogStreams: describeLogStreams(context),
      FilterLogEvents: filterLogEvents(context),
      GetLogEvents: getLogEvents(context),
      ListTagsForResource: listTagsForResource(context),
      PutLogEvents: putLogEvents(context),
      PutRetentionPolicy: putRetentionPolicy(context),
      TagResource: tagResource(context),
      UntagResource: untagResource(context),
    },
  });
  return {
    ...service,
    async start() {
      retention.start();
    },
    stop: () => retention.stop(),
  };
}
