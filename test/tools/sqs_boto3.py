"""Calls SQS as boto3 does."""

import json
import sys

from checks import check, client, refusal

url = sys.argv[1]
sqs = client("sqs", url)


def arn(name):
    return f"arn:aws:sqs:us-east-1:000000000000:{name}"


# Queues
dead = sqs.create_queue(QueueName="dead")["QueueUrl"]
redrive = json.dumps({"deadLetterTargetArn": arn("dead"), "maxReceiveCount": 1})
queue = sqs.create_queue(QueueName="work", Attributes={"VisibilityTimeout": "60", "RedrivePolicy": redrive}, tags={"team": "shop"})["QueueUrl"]
check("create_queue", queue == f"{url}/000000000000/work", queue)
check("get_queue_url", sqs.get_queue_url(QueueName="work")["QueueUrl"] == queue)
missing = refusal(sqs.get_queue_url, QueueName="absent")
check("not there", missing[::2] == ("AWS.SimpleQueueService.NonExistentQueue", 400), missing)
attributes = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
check("get_queue_attributes", (attributes["QueueArn"], attributes["VisibilityTimeout"]) == (arn("work"), "60"), attributes)
sqs.set_queue_attributes(QueueUrl=queue, Attributes={"DelaySeconds": "0", "MessageRetentionPeriod": "3600"})
check("set_queue_attributes", sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["MessageRetentionPeriod"])["Attributes"] == {"MessageRetentionPeriod": "3600"})
sqs.tag_queue(QueueUrl=queue, Tags={"stage": "dev"})
sqs.untag_queue(QueueUrl=queue, TagKeys=["team"])
check("list_queue_tags", sqs.list_queue_tags(QueueUrl=queue)["Tags"] == {"stage": "dev"})
pages = list(sqs.get_paginator("list_queues").paginate(PaginationConfig={"PageSize": 1}))
check("list_queues", [page["QueueUrls"] for page in pages] == [[dead], [queue]], pages)
check("list_dead_letter_source_queues", sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"] == [queue])

# Messages; botocore compares the digests of what it sends and receives
sent = sqs.send_message(QueueUrl=queue, MessageBody="café", MessageAttributes={"kind": {"DataType": "String", "StringValue": "a"}, "raw": {"DataType": "Binary", "BinaryValue": b"\x00\x01"}})
check("send_message", sent["MD5OfMessageBody"] == "07117fe4a1ebd544965dc19573183da2", sent)
received = sqs.receive_message(QueueUrl=queue, AttributeNames=["All"], MessageAttributeNames=["All"], WaitTimeSeconds=1)["Messages"][0]
check("receive_message", received["Body"] == "café" and received["MessageAttributes"]["raw"]["BinaryValue"] == b"\x00\x01", received)
check("system attributes", received["Attributes"]["ApproximateReceiveCount"] == "1" and received["Attributes"]["SentTimestamp"].isdigit(), received)
check("hidden", "Messages" not in sqs.receive_message(QueueUrl=queue))
sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=received["ReceiptHandle"], VisibilityTimeout=0)
check("change_message_visibility", "Messages" not in sqs.receive_message(QueueUrl=queue))
letter = sqs.receive_message(QueueUrl=dead)["Messages"][0]
check("dead letter", letter["MessageId"] == sent["MessageId"])
sqs.delete_message(QueueUrl=dead, ReceiptHandle=letter["ReceiptHandle"])
check("delete_message", sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["ApproximateNumberOfMessagesNotVisible"])["Attributes"]["ApproximateNumberOfMessagesNotVisible"] == "0")
batch = sqs.send_message_batch(QueueUrl=queue, Entries=[{"Id": str(number), "MessageBody": f"m{number}"} for number in range(3)] + [{"Id": "wrong", "MessageBody": ""}])
check("send_message_batch", [one["Id"] for one in batch["Successful"]] == ["0", "1", "2"] and batch["Failed"][0]["Id"] == "wrong", batch)
taken = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
check("order", [message["Body"] for message in taken] == ["m0", "m1", "m2"], taken)
entries = [{"Id": message["MessageId"], "ReceiptHandle": message["ReceiptHandle"]} for message in taken]
changed = sqs.change_message_visibility_batch(QueueUrl=queue, Entries=[{**entry, "VisibilityTimeout": 30} for entry in entries])
check("change_message_visibility_batch", len(changed["Successful"]) == 3 and "Failed" not in changed, changed)
deleted = sqs.delete_message_batch(QueueUrl=queue, Entries=entries[:2])
check("delete_message_batch", len(deleted["Successful"]) == 2, deleted)
sqs.purge_queue(QueueUrl=queue)
counts = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"])["Attributes"]
check("purge_queue", set(counts.values()) == {"0"}, counts)
moved = refusal(sqs.start_message_move_task, SourceArn=arn("work"))
check("start_message_move_task", moved[0] == "InvalidParameterValue" and "Dead Letter Queue" in moved[1], moved)
sqs.delete_queue(QueueUrl=queue)
check("delete_queue", refusal(sqs.receive_message, QueueUrl=queue)[0] == "AWS.SimpleQueueService.NonExistentQueue")
