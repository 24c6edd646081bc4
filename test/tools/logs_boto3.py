"""Calls CloudWatch Logs as boto3 does."""

import json
import sys
import time

from checks import check, client, refusal

logs = client("logs", sys.argv[1])
GROUP = "/shop/orders"
ARN = f"arn:aws:logs:us-east-1:000000000000:log-group:{GROUP}"
now = int(time.time() * 1000)

# Groups and streams
logs.create_log_group(logGroupName=GROUP, tags={"team": "shop"})
check("exists", refusal(logs.create_log_group, logGroupName=GROUP)[0] == "ResourceAlreadyExistsException")
for number in range(3):
    logs.create_log_group(logGroupName=f"/other/{number}")
pages = list(logs.get_paginator("describe_log_groups").paginate(PaginationConfig={"PageSize": 3}))
check("describe_log_groups", [len(page["logGroups"]) for page in pages] == [3, 1])
logs.put_retention_policy(logGroupName=GROUP, retentionInDays=7)
group = logs.describe_log_groups(logGroupNamePrefix=GROUP)["logGroups"][0]
check("put_retention_policy", (group["retentionInDays"], group["arn"]) == (7, f"{ARN}:*"), group)
logs.delete_retention_policy(logGroupName=GROUP)
check("delete_retention_policy", "retentionInDays" not in logs.describe_log_groups(logGroupNamePrefix=GROUP)["logGroups"][0])
logs.tag_resource(resourceArn=ARN, tags={"stage": "dev"})
logs.untag_resource(resourceArn=ARN, tagKeys=["team"])
check("list_tags_for_resource", logs.list_tags_for_resource(resourceArn=ARN)["tags"] == {"stage": "dev"})
for name in ("a", "b"):
    logs.create_log_stream(logGroupName=GROUP, logStreamName=name)
check("describe_log_streams", [stream["logStreamName"] for stream in logs.describe_log_streams(logGroupName=GROUP)["logStreams"]] == ["a", "b"])

# Events
lines = ["plain ERROR line", json.dumps({"level": "WARN", "ms": 12}), "INFO 09/25/2014 GET 200", "last"]
events = [{"timestamp": now + place, "message": line} for place, line in enumerate(lines)]
put = logs.put_log_events(logGroupName=GROUP, logStreamName="a", logEvents=events)
check("put_log_events", "rejectedLogEventsInfo" not in put, put)
late = logs.put_log_events(logGroupName=GROUP, logStreamName="b", logEvents=[{"timestamp": now - 15 * 24 * 3600 * 1000, "message": "late"}])
check("rejectedLogEventsInfo", late["rejectedLogEventsInfo"] == {"tooOldLogEventEndIndex": 1}, late)
head = logs.get_log_events(logGroupName=GROUP, logStreamName="a", startFromHead=True, limit=2)
check("get_log_events", [event["message"] for event in head["events"]] == lines[:2], head)
tail = logs.get_log_events(logGroupName=GROUP, logStreamName="a", startFromHead=True, limit=2, nextToken=head["nextForwardToken"])
check("nextForwardToken", [event["message"] for event in tail["events"]] == lines[2:], tail)
pages = list(logs.get_paginator("filter_log_events").paginate(logGroupName=GROUP, PaginationConfig={"PageSize": 3}))
check("filter_log_events", [len(page["events"]) for page in pages] == [3, 1], pages)
for pattern, places in [
    ("ERROR", [0]), ("?ERROR ?last", [0, 3]), ('"ERROR line" -INFO', [0]), ("%[^0-9]1[0-9]}%", [1]),
    ('{ $.level = "W*" && $.ms > 10 }', [1]), ("{ $.ms NOT EXISTS }", []), ("[level=INFO, date, verb, status=2*]", [2]),
]:
    found = logs.filter_log_events(logGroupName=GROUP, filterPattern=pattern)["events"]
    check(pattern, [event["message"] for event in found] == [lines[place] for place in places], found)
wrong = refusal(logs.filter_log_events, logGroupName=GROUP, filterPattern="a:b")
check("wrong pattern", wrong == ("InvalidParameterException", "Invalid character(s) in term ':'", 400), wrong)

logs.delete_log_stream(logGroupName=GROUP, logStreamName="b")
check("delete_log_stream", len(logs.describe_log_streams(logGroupName=GROUP)["logStreams"]) == 1)
logs.delete_log_group(logGroupName=GROUP)
check("delete_log_group", refusal(logs.describe_log_streams, logGroupName=GROUP)[0] == "ResourceNotFoundException")
refused = refusal(logs.put_metric_filter, logGroupName="/other/0", filterName="f", filterPattern="", metricTransformations=[{"metricName": "m", "metricNamespace": "n", "metricValue": "1"}])
check("not supported", refused[0] == "UnsupportedOperation" and "PutMetricFilter" in refused[1], refused)
