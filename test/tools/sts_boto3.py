"""Calls STS as boto3 does."""

import json
import sys

from checks import check, client, refusal

url = sys.argv[1]
sts = client("sts", url)
iam = client("iam", url)
identity = sts.get_caller_identity()
check("get_caller_identity", identity["Account"] == "000000000000", identity)
trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]}
role = iam.create_role(RoleName="visitor", AssumeRolePolicyDocument=json.dumps(trust))["Role"]
assumed = sts.assume_role(RoleArn=role["Arn"], RoleSessionName="here", DurationSeconds=900)
check("assume_role", assumed["AssumedRoleUser"]["Arn"] == "arn:aws:sts::000000000000:assumed-role/visitor/here", assumed)
check("Expiration", assumed["Credentials"]["Expiration"].tzinfo is not None, assumed)
missing = refusal(sts.assume_role, RoleArn=role["Arn"] + "-absent", RoleSessionName="here")
check("not there", missing[::2] == ("AccessDenied", 403), missing)
check("get_access_key_info", sts.get_access_key_info(AccessKeyId=assumed["Credentials"]["AccessKeyId"])["Account"] == "000000000000")
keys = assumed["Credentials"]
check("credentials", keys["AccessKeyId"].startswith("ASIA") and len(keys["SecretAccessKey"]) == 40, keys)
check("session name", refusal(sts.assume_role, RoleArn=role["Arn"], RoleSessionName="a b")[::2] == ("ValidationError", 400))
policy = refusal(sts.assume_role, RoleArn=role["Arn"], RoleSessionName="here", Policy="{}")
check("session policy", policy[0] == "UnsupportedOperation" and "session policy" in policy[1], policy)
unknown = refusal(sts.get_federation_token, Name="somebody")
check("not supported", unknown[0] == "UnsupportedOperation" and "GetFederationToken" in unknown[1], unknown)
check("get_session_token", sts.get_session_token()["Credentials"]["SessionToken"] != "")
