"""Calls KMS as boto3 does, as far as `cdk bootstrap` needs it."""

import json
import sys

from checks import check, client, refusal

kms = client("kms", sys.argv[1])
made = kms.create_key(Description="of pictures", Tags=[{"TagKey": "team", "TagValue": "faces"}])["KeyMetadata"]
K = made["KeyId"]
check("create_key", made["Arn"] == f"arn:aws:kms:us-east-1:000000000000:key/{K}" and made["KeyState"] == "Enabled", made)
check("list_keys", [key["KeyId"] for key in kms.list_keys()["Keys"]] == [K])
kms.create_alias(AliasName="alias/pictures", TargetKeyId=K)
exists = refusal(kms.create_alias, AliasName="alias/pictures", TargetKeyId=K)
check("exists", exists[::2] == ("AlreadyExistsException", 400), exists)
for name in [K, made["Arn"], "alias/pictures"]:
    check("describe_key", kms.describe_key(KeyId=name)["KeyMetadata"]["Description"] == "of pictures")
missing = refusal(kms.describe_key, KeyId="alias/absent")
check("not there", missing[::2] == ("NotFoundException", 400), missing)
kms.update_key_description(KeyId=K, Description="other")
check("update_key_description", kms.describe_key(KeyId=K)["KeyMetadata"]["Description"] == "other")
policy = {"Version": "2012-10-17", "Statement": [{"Sid": "all", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::000000000000:root"}, "Action": "kms:*", "Resource": "*"}]}
kms.put_key_policy(KeyId=K, Policy=json.dumps(policy))
check("get_key_policy", json.loads(kms.get_key_policy(KeyId=K, PolicyName="default")["Policy"]) == policy)
other = kms.create_key()["KeyMetadata"]["KeyId"]
kms.update_alias(AliasName="alias/pictures", TargetKeyId=other)
aliases = kms.list_aliases(KeyId=other)["Aliases"]
check("list_aliases", [alias["AliasName"] for alias in aliases] == ["alias/pictures"], aliases)
kms.tag_resource(KeyId=K, Tags=[{"TagKey": "stage", "TagValue": "dev"}])
kms.untag_resource(KeyId=K, TagKeys=["team"])
check("list_resource_tags", kms.list_resource_tags(KeyId=K)["Tags"] == [{"TagKey": "stage", "TagValue": "dev"}])
kms.delete_alias(AliasName="alias/pictures")
check("delete_alias", refusal(kms.describe_key, KeyId="alias/pictures")[0] == "NotFoundException")
kms.schedule_key_deletion(KeyId=K, PendingWindowInDays=7)
check("schedule_key_deletion", kms.describe_key(KeyId=K)["KeyMetadata"]["KeyState"] == "PendingDeletion")
kms.cancel_key_deletion(KeyId=K)
check("cancel_key_deletion", kms.describe_key(KeyId=K)["KeyMetadata"]["KeyState"] != "PendingDeletion")
refused = refusal(kms.encrypt, KeyId=K, Plaintext=b"x")
check("not supported", refused[::2] == ("UnsupportedOperation", 400) and "Encrypt" in refused[1], refused)
