"""Calls CloudWatch as boto3 does."""

import datetime
import json
import sys

from checks import check, client, refusal

cloudwatch = client("cloudwatch", sys.argv[1])
now = datetime.datetime.now(datetime.timezone.utc)
hour = now.replace(minute=0, second=0, microsecond=0) - datetime.timedelta(hours=1)
minute = datetime.timedelta(minutes=1)
STAGE = [{"Name": "Stage", "Value": "dev"}]


def put(**datum):
    cloudwatch.put_metric_data(Namespace="Shop", MetricData=[{"MetricName": "Orders", "Dimensions": STAGE, "Unit": "Count"} | datum])


# Metrics
for number in range(4):
    put(Timestamp=hour + number * minute, Value=number)
put(Timestamp=hour + 10 * minute, Values=[1.0, 5.0], Counts=[3.0, 1.0])
put(Timestamp=hour + 20 * minute, StatisticValues={"SampleCount": 2, "Sum": 6, "Minimum": 1, "Maximum": 5})
# botocore compresses a body of that size.
cloudwatch.put_metric_data(Namespace="Many", MetricData=[{"MetricName": f"M{number:03}", "Value": 1} for number in range(501)])
pages = list(cloudwatch.get_paginator("list_metrics").paginate(Namespace="Many"))
check("list_metrics", [len(page["Metrics"]) for page in pages] == [500, 1])
check("dimensions", cloudwatch.list_metrics(Namespace="Shop", Dimensions=STAGE)["Metrics"] == [{"Namespace": "Shop", "MetricName": "Orders", "Dimensions": STAGE}])
answer = cloudwatch.get_metric_statistics(
    Namespace="Shop", MetricName="Orders", Dimensions=STAGE, StartTime=hour, EndTime=now, Period=300,
    Statistics=["SampleCount", "Average", "Sum", "Minimum", "Maximum"], ExtendedStatistics=["p50"],
)
points = sorted(answer["Datapoints"], key=lambda point: point["Timestamp"])
check("Label", answer["Label"] == "Orders" and len(points) == 3, answer)
check("Timestamp", points[0]["Timestamp"] == hour and points[0]["Unit"] == "Count", points[0])
check("statistics", [points[0][name] for name in ("SampleCount", "Average", "Sum", "Minimum", "Maximum")] == [4, 1.5, 6, 0, 3], points[0])
check("values and counts", (points[1]["Sum"], points[1]["SampleCount"], points[1]["ExtendedStatistics"]) == (8, 4, {"p50": 1}), points[1])
check("statistic set", (points[2]["Average"], points[2]["Maximum"]) == (3, 5), points[2])
query = {"Id": "q", "MetricStat": {"Metric": {"Namespace": "Shop", "MetricName": "Orders", "Dimensions": STAGE}, "Period": 60, "Stat": "Sum"}}
asked = {"MetricDataQueries": [query], "StartTime": hour, "EndTime": now}
pages = list(cloudwatch.get_paginator("get_metric_data").paginate(**asked, ScanBy="TimestampAscending", MaxDatapoints=4))
check("get_metric_data", [page["MetricDataResults"][0]["Values"] for page in pages] == [[0, 1, 2, 3], [8, 6]], pages)
check("Timestamps", pages[0]["MetricDataResults"][0]["Timestamps"] == [hour + number * minute for number in range(4)], pages[0])
math = refusal(cloudwatch.get_metric_data, **asked | {"MetricDataQueries": [{"Id": "e", "Expression": "1"}]})
check("metric math", math[0] == "UnsupportedOperation" and "metric math" in math[1], math)
reserved = refusal(cloudwatch.put_metric_data, Namespace="AWS/Mine", MetricData=[{"MetricName": "a", "Value": 1}])
check("reserved namespace", reserved[0] in ("InvalidParameterValue", "InvalidParameterValueException"), reserved)

# Alarms
ALARM = {
    "AlarmName": "orders", "Namespace": "Shop", "MetricName": "Orders", "Dimensions": STAGE, "Statistic": "Maximum", "Period": 60,
    "EvaluationPeriods": 1, "Threshold": 10.0, "ComparisonOperator": "GreaterThanThreshold", "TreatMissingData": "notBreaching",
}
ARN = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:orders"
cloudwatch.put_metric_alarm(**ALARM, Tags=[{"Key": "team", "Value": "shop"}])
described = cloudwatch.describe_alarms(AlarmNames=["orders"])["MetricAlarms"][0]
check("describe_alarms", (described["AlarmArn"], described["Threshold"], described["Dimensions"]) == (ARN, 10, STAGE), described)
check("AlarmConfigurationUpdatedTimestamp", abs(described["AlarmConfigurationUpdatedTimestamp"] - now) < datetime.timedelta(minutes=5))
put(Value=11.5)
described = cloudwatch.describe_alarms(StateValue="ALARM")["MetricAlarms"][0]
check("StateReason", described["StateReason"].startswith("Threshold Crossed: 1 datapoint [11.5 ("), described)
check("StateReasonData", json.loads(described["StateReasonData"])["recentDatapoints"] == [11.5], described)
check("describe_alarms_for_metric", len(cloudwatch.describe_alarms_for_metric(Namespace="Shop", MetricName="Orders", Dimensions=STAGE)["MetricAlarms"]) == 1)
cloudwatch.set_alarm_state(AlarmName="orders", StateValue="OK", StateReason="looked at")
check("set_alarm_state", cloudwatch.describe_alarms()["MetricAlarms"][0]["StateReason"] == "looked at")
history = cloudwatch.describe_alarm_history(AlarmName="orders", HistoryItemType="StateUpdate")["AlarmHistoryItems"]
check("describe_alarm_history", history[0]["HistorySummary"] == "Alarm updated from ALARM to OK" and history[1]["HistorySummary"].endswith(" to ALARM"), history)
check("HistoryData", json.loads(history[0]["HistoryData"])["newState"] == {"stateValue": "OK", "stateReason": "looked at"}, history[0])
cloudwatch.disable_alarm_actions(AlarmNames=["orders"])
check("disable_alarm_actions", cloudwatch.describe_alarms()["MetricAlarms"][0]["ActionsEnabled"] is False)
cloudwatch.enable_alarm_actions(AlarmNames=["orders"])
check("enable_alarm_actions", cloudwatch.describe_alarms()["MetricAlarms"][0]["ActionsEnabled"] is True)
cloudwatch.tag_resource(ResourceARN=ARN, Tags=[{"Key": "stage", "Value": "dev"}])
cloudwatch.untag_resource(ResourceARN=ARN, TagKeys=["team"])
check("list_tags_for_resource", cloudwatch.list_tags_for_resource(ResourceARN=ARN)["Tags"] == [{"Key": "stage", "Value": "dev"}])
cloudwatch.delete_alarms(AlarmNames=["orders"])
check("delete_alarms", cloudwatch.describe_alarms()["MetricAlarms"] == [])
missing = refusal(cloudwatch.delete_alarms, AlarmNames=["orders"])
check("not there", missing[::2] == ("ResourceNotFound", 404), missing)
