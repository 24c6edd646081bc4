"""Calls DynamoDB as boto3 does: its client, its resource, its paginators and waiters."""

import sys
import time
from decimal import Decimal

from boto3.dynamodb.conditions import Attr, Key

from checks import check, client, refusal, resource

url = sys.argv[1]
dynamodb = client("dynamodb", url)
T = "people"
ARN = f"arn:aws:dynamodb:us-east-1:000000000000:table/{T}"


def until(what, holds):
    for _ in range(200):
        if holds():
            return check(what, True)
        time.sleep(0.05)
    check(what, False, "did not come")


# Tables
made = dynamodb.create_table(
    TableName=T,
    BillingMode="PAY_PER_REQUEST",
    AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "sk", "AttributeType": "N"}],
    KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    DeletionProtectionEnabled=True,
    Tags=[{"Key": "team", "Value": "faces"}],
)["TableDescription"]
check("create_table", made["TableArn"] == ARN)
dynamodb.get_waiter("table_exists").wait(TableName=T, WaiterConfig={"Delay": 1, "MaxAttempts": 5})
check("describe_table by its ARN", dynamodb.describe_table(TableName=ARN)["Table"]["TableName"] == T)
check("list_tables", dynamodb.list_tables()["TableNames"] == [T])
check("describe_limits", dynamodb.describe_limits()["TableMaxReadCapacityUnits"] > 0)
check("describe_endpoints", url.endswith(dynamodb.describe_endpoints()["Endpoints"][0]["Address"]))
check("protected", refusal(dynamodb.delete_table, TableName=T)[0] == "ValidationException")
missing = refusal(dynamodb.describe_table, TableName="absent")
check("not there", missing == ("ResourceNotFoundException", "Requested resource not found: Table: absent not found", 400), missing)

# Tags and settings
dynamodb.tag_resource(ResourceArn=ARN, Tags=[{"Key": "stage", "Value": "dev"}])
dynamodb.untag_resource(ResourceArn=ARN, TagKeys=["team"])
check("list_tags_of_resource", dynamodb.list_tags_of_resource(ResourceArn=ARN)["Tags"] == [{"Key": "stage", "Value": "dev"}])
on = dynamodb.update_continuous_backups(TableName=T, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
backups = dynamodb.describe_continuous_backups(TableName=T)
member = "ContinuousBackupsDescription"
check("point in time", on[member]["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED" and backups[member]["ContinuousBackupsStatus"] == "ENABLED")
dynamodb.update_time_to_live(TableName=T, TimeToLiveSpecification={"AttributeName": "expires", "Enabled": True})
check("describe_time_to_live", dynamodb.describe_time_to_live(TableName=T)["TimeToLiveDescription"]["AttributeName"] == "expires")

# Items of the client, every type
item = {
    "pk": {"S": "types"}, "sk": {"N": "1"}, "b": {"B": b"\0\xff"}, "ss": {"SS": ["a", "b"]}, "ns": {"NS": ["1", "2.5"]},
    "bs": {"BS": [b"x"]}, "l": {"L": [{"NULL": True}, {"BOOL": False}]}, "m": {"M": {"ü": {"S": ""}}},
}
dynamodb.put_item(TableName=T, Item=item)
key = {"pk": item["pk"], "sk": item["sk"]}
check("get_item", dynamodb.get_item(TableName=T, Key=key, ConsistentRead=True)["Item"] == item)
failed = refusal(dynamodb.put_item, TableName=T, Item=item, ConditionExpression="attribute_not_exists(pk)")
check("condition", failed == ("ConditionalCheckFailedException", "The conditional request failed", 400), failed)
try:
    dynamodb.put_item(TableName=T, Item=item, ConditionExpression="sk > :n", ExpressionAttributeValues={":n": {"N": "9"}}, ReturnValuesOnConditionCheckFailure="ALL_OLD")
except dynamodb.exceptions.ConditionalCheckFailedException as error:
    check("the item that did not hold", error.response["Item"] == item)
invalid = refusal(dynamodb.put_item, TableName=T, Item={"pk": {"N": "1"}, "sk": {"N": "1"}})
check("key type", invalid[1] == "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N", invalid)

# The resource
table = resource("dynamodb", url).Table(T)
with table.batch_writer() as batch:
    for number in range(60):
        batch.put_item(Item={"pk": "page", "sk": number, "half": number % 2, "price": Decimal("1.10")})
check("batch_writer", table.query(KeyConditionExpression=Key("pk").eq("page"), Select="COUNT")["Count"] == 60)
found = table.query(KeyConditionExpression=Key("pk").eq("page") & Key("sk").between(3, 5), ScanIndexForward=False)["Items"]
check("query", [entry["sk"] for entry in found] == [5, 4, 3] and found[0]["price"] == Decimal("1.10"))
check("scan", table.scan(FilterExpression=Attr("half").eq(1))["Count"] == 30)
updated = table.update_item(
    Key={"pk": "page", "sk": 0}, UpdateExpression="SET price = price + :d, note = if_not_exists(note, :n) REMOVE half",
    ExpressionAttributeValues={":d": Decimal("0.20"), ":n": "new"}, ReturnValues="ALL_NEW",
)["Attributes"]
check("update_item", updated == {"pk": "page", "sk": 0, "price": Decimal("1.30"), "note": "new"}, updated)
check("delete_item", table.delete_item(Key={"pk": "page", "sk": 1}, ReturnValues="ALL_OLD")["Attributes"]["sk"] == 1)
for operation in ["query", "scan"]:
    arguments = {"KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": "page"}}} if operation == "query" else {}
    pages = list(dynamodb.get_paginator(operation).paginate(TableName=T, PaginationConfig={"PageSize": 25}, **arguments))
    counts = [page["Count"] for page in pages]
    check(f"{operation} in pages", sum(counts) == (59 if operation == "query" else 60) and max(counts) == 25, counts)

# Batches and transactions
keys = [{"pk": {"S": "page"}, "sk": {"N": str(number)}} for number in (2, 3)]
got = dynamodb.batch_get_item(RequestItems={T: {"Keys": keys, "ProjectionExpression": "sk"}})
check("batch_get_item", sorted(entry["sk"]["N"] for entry in got["Responses"][T]) == ["2", "3"] and not got["UnprocessedKeys"])
one = {"Put": {"TableName": T, "Item": {"pk": {"S": "tx"}, "sk": {"N": "1"}}}}
no = {"ConditionCheck": {"TableName": T, "Key": keys[0], "ConditionExpression": "attribute_not_exists(pk)"}}
try:
    dynamodb.transact_write_items(TransactItems=[one, no])
    check("transact_write_items", False, "was not cancelled")
except dynamodb.exceptions.TransactionCanceledException as error:
    codes = [reason["Code"] for reason in error.response["CancellationReasons"]]
    check("cancelled", codes == ["None", "ConditionalCheckFailed"] and "Item" not in dynamodb.get_item(TableName=T, Key=one["Put"]["Item"]), codes)
dynamodb.transact_write_items(TransactItems=[one], ClientRequestToken="once")
dynamodb.transact_write_items(TransactItems=[one], ClientRequestToken="once")
got = dynamodb.transact_get_items(TransactItems=[{"Get": {"TableName": T, "Key": one["Put"]["Item"]}}])
check("transact_get_items", got["Responses"][0]["Item"] == one["Put"]["Item"])

# Expiry, and an index that is filled with what is there
dynamodb.put_item(TableName=T, Item={"pk": {"S": "old"}, "sk": {"N": "1"}, "expires": {"N": "1000"}})
dynamodb.put_item(TableName=T, Item={"pk": {"S": "old"}, "sk": {"N": "2"}, "expires": {"N": str(int(time.time()) - 10)}})
until("expiry", lambda: table.query(KeyConditionExpression=Key("pk").eq("old") & Key("sk").eq(2))["Count"] == 0)
dynamodb.update_table(
    TableName=T, DeletionProtectionEnabled=False,
    AttributeDefinitions=[{"AttributeName": name, "AttributeType": kind} for name, kind in (("pk", "S"), ("sk", "N"), ("half", "N"))],
    GlobalSecondaryIndexUpdates=[{"Create": {"IndexName": "by-half", "KeySchema": [{"AttributeName": "half", "KeyType": "HASH"}], "Projection": {"ProjectionType": "KEYS_ONLY"}}}],
)
until("update_table", lambda: dynamodb.describe_table(TableName=T)["Table"]["GlobalSecondaryIndexes"][0]["IndexStatus"] == "ACTIVE")
check("backfill", table.query(IndexName="by-half", KeyConditionExpression=Key("half").eq(1))["Count"] == 29)
refused = refusal(dynamodb.execute_statement, Statement=f"SELECT * FROM {T}")
check("not supported", refused[::2] == ("UnsupportedOperation", 400) and "ExecuteStatement" in refused[1], refused)
dynamodb.delete_table(TableName=T)
dynamodb.get_waiter("table_not_exists").wait(TableName=T, WaiterConfig={"Delay": 1, "MaxAttempts": 5})
check("delete_table", dynamodb.list_tables()["TableNames"] == [])
