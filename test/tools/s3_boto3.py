"""Calls S3 as boto3 does: its client, its resource and its transfers."""

import io
import os
import sys
import urllib.error
import urllib.request

from boto3.s3.transfer import TransferConfig

from checks import check, client, refusal, resource

url = sys.argv[1]
s3 = client("s3", url)
B = "pictures"


def body(**arguments):
    return s3.get_object(Bucket=B, **arguments)["Body"].read()


# Buckets
s3.create_bucket(Bucket=B)
check("list_buckets", [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]] == [B])
check("head_bucket", s3.head_bucket(Bucket=B)["BucketRegion"] == "us-east-1")
check("get_bucket_location", s3.get_bucket_location(Bucket=B)["LocationConstraint"] is None)
check("no such bucket", refusal(s3.head_bucket, Bucket="not-there-at-all")[2] == 404)
check("bucket name", refusal(s3.create_bucket, Bucket="Not_Valid")[0] == "InvalidBucketName")

# Objects, conditions, checksums
put = s3.put_object(Bucket=B, Key="a/ü b+c.txt", Body=b"0123456789", Metadata={"who": "nora"}, ContentType="text/plain")
check("put_object", put["ChecksumType"] == "FULL_OBJECT" and put["ETag"] == '"781e5e245d69b566979b86e28d23f2c7"', put)
check("get_object", body(Key="a/ü b+c.txt") == b"0123456789")
check("range", body(Key="a/ü b+c.txt", Range="bytes=2-4") == b"234")
head = s3.head_object(Bucket=B, Key="a/ü b+c.txt")
check("head_object", head["Metadata"] == {"who": "nora"} and head["ContentType"] == "text/plain", head)
check("not modified", refusal(s3.get_object, Bucket=B, Key="a/ü b+c.txt", IfNoneMatch=put["ETag"])[2] == 304)
check("no overwrite", refusal(s3.put_object, Bucket=B, Key="a/ü b+c.txt", Body=b"", IfNoneMatch="*")[0] == "PreconditionFailed")
# Not CRC32C and CRC64NVME: for them botocore wants a library of its own.
for algorithm in ["CRC32", "SHA1", "SHA256"]:
    s3.put_object(Bucket=B, Key=algorithm, Body=b"sum", ChecksumAlgorithm=algorithm)
    got = s3.get_object(Bucket=B, Key=algorithm, ChecksumMode="ENABLED")
    check(algorithm, f"Checksum{algorithm}" in got and got["Body"].read() == b"sum", got)
copied = s3.copy_object(Bucket=B, Key="copy", CopySource={"Bucket": B, "Key": "a/ü b+c.txt"})
check("copy_object", "ETag" in copied["CopyObjectResult"] and body(Key="copy") == b"0123456789")
attributes = s3.get_object_attributes(Bucket=B, Key="copy", ObjectAttributes=["ETag", "ObjectSize"])
check("get_object_attributes", attributes["ObjectSize"] == 10)

# Tags and ACLs
s3.put_object_tagging(Bucket=B, Key="copy", Tagging={"TagSet": [{"Key": "k", "Value": "v"}]})
check("get_object_tagging", s3.get_object_tagging(Bucket=B, Key="copy")["TagSet"] == [{"Key": "k", "Value": "v"}])
s3.delete_object_tagging(Bucket=B, Key="copy")
check("delete_object_tagging", s3.get_object_tagging(Bucket=B, Key="copy")["TagSet"] == [])
grants = [s3.get_bucket_acl(Bucket=B)["Grants"], s3.get_object_acl(Bucket=B, Key="copy")["Grants"]]
check("acl", all(grant[0]["Permission"] == "FULL_CONTROL" and grant[0]["Grantee"]["Type"] == "CanonicalUser" for grant in grants), grants)

# Listings in pages
for number in range(5):
    s3.put_object(Bucket=B, Key=f"page/{number}", Body=b"")
for operation, member in [("list_objects", "Contents"), ("list_objects_v2", "Contents"), ("list_object_versions", "Versions")]:
    pages = s3.get_paginator(operation).paginate(Bucket=B, Prefix="page/", PaginationConfig={"PageSize": 2})
    keys = [[entry["Key"] for entry in page[member]] for page in pages]
    check(operation, [len(page) for page in keys] == [2, 2, 1] and keys[2] == ["page/4"], keys)
groups = s3.list_objects_v2(Bucket=B, Delimiter="/")["CommonPrefixes"]
check("delimiter", [group["Prefix"] for group in groups] == ["a/", "page/"], groups)

# Parts: by the transfer manager, and by hand
data = os.urandom(12 << 20)
config = TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20)
s3.upload_fileobj(io.BytesIO(data), B, "large", Config=config)
check("upload_fileobj", s3.head_object(Bucket=B, Key="large")["ETag"].endswith('-3"'))
back = io.BytesIO()
s3.download_fileobj(B, "large", back, Config=config)
check("download_fileobj", back.getvalue() == data)
upload = s3.create_multipart_upload(Bucket=B, Key="parts")["UploadId"]
named = {"Bucket": B, "Key": "parts", "UploadId": upload}
first = s3.upload_part_copy(**named, PartNumber=1, CopySource={"Bucket": B, "Key": "large"}, CopySourceRange=f"bytes=0-{(5 << 20) - 1}")
last = s3.upload_part(**named, PartNumber=2, Body=b"end")
check("list_parts", [part["PartNumber"] for part in s3.list_parts(**named)["Parts"]] == [1, 2])
check("list_multipart_uploads", [entry["UploadId"] for entry in s3.list_multipart_uploads(Bucket=B)["Uploads"]] == [upload])
parts = [{"PartNumber": 1, "ETag": first["CopyPartResult"]["ETag"]}, {"PartNumber": 2, "ETag": last["ETag"]}]
done = [s3.complete_multipart_upload(**named, MultipartUpload={"Parts": parts})["ETag"] for _ in range(2)]
check("complete_multipart_upload", done[0] == done[1] and body(Key="parts") == data[: 5 << 20] + b"end", done)
other = s3.create_multipart_upload(Bucket=B, Key="other")["UploadId"]
s3.abort_multipart_upload(Bucket=B, Key="other", UploadId=other)
check("abort_multipart_upload", refusal(s3.list_parts, Bucket=B, Key="other", UploadId=other)[0] == "NoSuchUpload")


# Presigned URLs, of both signatures
def fetch(method, link, data=None):
    request = urllib.request.Request(link, data=data, method=method)
    request.add_header("Content-Type", "text/plain")
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


for version in ["s3", "s3v4"]:
    signer = client("s3", url, signature_version=version)
    target = {"Bucket": B, "Key": f"presigned/{version} ü"}
    link = signer.generate_presigned_url("put_object", target | {"ContentType": "text/plain"})
    check(f"put by {version}", fetch("PUT", link, b"by link")[0] == 200, link)
    link = signer.generate_presigned_url("get_object", target | {"ResponseContentType": "text/x"})
    with urllib.request.urlopen(link) as answer:
        check(f"get by {version}", (answer.headers["content-type"], answer.read()) == ("text/x", b"by link"), link)
    broken = link.replace("presigned/", "other/")
    check(f"wrong by {version}", fetch("GET", broken)[0] == 403, broken)
late = client("s3", url, signature_version="s3").generate_presigned_url("get_object", {"Bucket": B, "Key": "copy"}, ExpiresIn=-10)
check("late", fetch("GET", late)[0] == 403, late)

# Settings: what is put comes back, what is removed is gone
settings = [
    ("encryption", "ServerSideEncryptionConfiguration", {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": True}]}),
    ("cors", "CORSConfiguration", {"CORSRules": [{"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}]}),
    ("tagging", "Tagging", {"TagSet": [{"Key": "k", "Value": "v"}]}),
    ("ownership_controls", "OwnershipControls", {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}),
    ("policy", "Policy", '{"Version": "2012-10-17", "Statement": []}'),
]
for name, member, value in settings:
    getattr(s3, f"put_bucket_{name}")(Bucket=B, **{member: value})
    got = getattr(s3, f"get_bucket_{name}")(Bucket=B)
    check(name, value == got.get(member) or (isinstance(value, dict) and value.items() <= got.items()), got)
    getattr(s3, f"delete_bucket_{name}")(Bucket=B)
rule = {"ID": "old", "Status": "Enabled", "Filter": {"Prefix": "tmp/"}, "Expiration": {"Days": 3}}
s3.put_bucket_lifecycle_configuration(Bucket=B, LifecycleConfiguration={"Rules": [rule]})
check("lifecycle", s3.get_bucket_lifecycle_configuration(Bucket=B)["Rules"] == [rule])
s3.delete_bucket_lifecycle(Bucket=B)
check("lifecycle is gone", refusal(s3.get_bucket_lifecycle_configuration, Bucket=B)[0] == "NoSuchLifecycleConfiguration")
block = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": False}
s3.put_public_access_block(Bucket=B, PublicAccessBlockConfiguration=block)
check("public_access_block", s3.get_public_access_block(Bucket=B)["PublicAccessBlockConfiguration"] == block)
s3.delete_public_access_block(Bucket=B)
s3.put_bucket_notification_configuration(Bucket=B, NotificationConfiguration={})
check("notification", "LambdaFunctionConfigurations" not in s3.get_bucket_notification_configuration(Bucket=B))
for operation, code in [
    ("get_bucket_website", "NoSuchWebsiteConfiguration"),
    ("get_bucket_replication", "ReplicationConfigurationNotFoundError"),
    ("get_object_lock_configuration", "ObjectLockConfigurationNotFoundError"),
]:
    check(operation, refusal(getattr(s3, operation), Bucket=B)[::2] == (code, 404))
check("logging", "LoggingEnabled" not in s3.get_bucket_logging(Bucket=B))
check("accelerate", "Status" not in s3.get_bucket_accelerate_configuration(Bucket=B))
check("request_payment", s3.get_bucket_request_payment(Bucket=B)["Payer"] == "BucketOwner")
refused = refusal(s3.put_bucket_website, Bucket=B, WebsiteConfiguration={})
check("not supported", refused[::2] == ("UnsupportedOperation", 400) and "PutBucketWebsite" in refused[1], refused)

# Versions, and the end
s3.put_bucket_versioning(Bucket=B, VersioningConfiguration={"Status": "Enabled"})
check("versioning", s3.get_bucket_versioning(Bucket=B)["Status"] == "Enabled")
versions = [s3.put_object(Bucket=B, Key="versioned", Body=text)["VersionId"] for text in [b"1", b"2"]]
marker = s3.delete_object(Bucket=B, Key="versioned")
check("delete_object", marker["DeleteMarker"] and refusal(s3.get_object, Bucket=B, Key="versioned")[0] == "NoSuchKey")
check("get_object of a version", body(Key="versioned", VersionId=versions[0]) == b"1")
deleted = s3.delete_objects(Bucket=B, Delete={"Objects": [{"Key": "page/0"}, {"Key": "page/1"}]})
check("delete_objects", sorted(entry["Key"] for entry in deleted["Deleted"]) == ["page/0", "page/1"])
bucket = resource("s3", url).Bucket(B)
bucket.object_versions.delete()
check("object_versions.delete", list(bucket.object_versions.all()) == [])
s3.delete_bucket(Bucket=B)
s3.get_waiter("bucket_not_exists").wait(Bucket=B, WaiterConfig={"Delay": 1, "MaxAttempts": 2})
check("delete_bucket", s3.list_buckets()["Buckets"] == [])
