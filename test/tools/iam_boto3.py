"""Calls IAM as boto3 does."""

import json
import sys

from checks import check, client, refusal

iam = client("iam", sys.argv[1])
TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
LOGS = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "logs:*", "Resource": "*"}]}
NAME = {"RoleName": "worker"}

# Roles
role = iam.create_role(**NAME, AssumeRolePolicyDocument=json.dumps(TRUST), Path="/app/", Tags=[{"Key": "team", "Value": "shop"}])["Role"]
check("create_role", role["Arn"] == "arn:aws:iam::000000000000:role/app/worker" and role["RoleId"].startswith("AROA"), role)
check("exists", refusal(iam.create_role, **NAME, AssumeRolePolicyDocument=json.dumps(TRUST))[::2] == ("EntityAlreadyExists", 409))
got = iam.get_role(**NAME)["Role"]
check("get_role", got["AssumeRolePolicyDocument"] == TRUST and got["CreateDate"] == role["CreateDate"], got)
iam.update_role(**NAME, Description="works", MaxSessionDuration=7200)
check("update_role", (iam.get_role(**NAME)["Role"]["Description"], iam.get_role(**NAME)["Role"]["MaxSessionDuration"]) == ("works", 7200))
TRUST["Statement"][0]["Principal"]["Service"] = "s3.amazonaws.com"
iam.update_assume_role_policy(**NAME, PolicyDocument=json.dumps(TRUST))
check("update_assume_role_policy", iam.get_role(**NAME)["Role"]["AssumeRolePolicyDocument"] == TRUST)
iam.tag_role(**NAME, Tags=[{"Key": "stage", "Value": "dev"}])
iam.untag_role(**NAME, TagKeys=["team"])
check("list_role_tags", iam.list_role_tags(**NAME)["Tags"] == [{"Key": "stage", "Value": "dev"}])
check("list_roles", [one["RoleName"] for one in iam.list_roles(PathPrefix="/app/")["Roles"]] == ["worker"])

# Inline policies
iam.put_role_policy(**NAME, PolicyName="logs", PolicyDocument=json.dumps(LOGS))
check("list_role_policies", iam.list_role_policies(**NAME)["PolicyNames"] == ["logs"])
check("get_role_policy", iam.get_role_policy(**NAME, PolicyName="logs")["PolicyDocument"] == LOGS)
iam.delete_role_policy(**NAME, PolicyName="logs")
missing = refusal(iam.get_role_policy, **NAME, PolicyName="logs")
check("delete_role_policy", missing[::2] == ("NoSuchEntity", 404), missing)

# Managed policies
arn = iam.create_policy(PolicyName="logs", PolicyDocument=json.dumps(LOGS))["Policy"]["Arn"]
check("create_policy", arn == "arn:aws:iam::000000000000:policy/logs", arn)
iam.attach_role_policy(**NAME, PolicyArn=arn)
check("list_attached_role_policies", iam.list_attached_role_policies(**NAME)["AttachedPolicies"] == [{"PolicyName": "logs", "PolicyArn": arn}])
check("get_policy", iam.get_policy(PolicyArn=arn)["Policy"]["AttachmentCount"] == 1)
check("get_policy_version", iam.get_policy_version(PolicyArn=arn, VersionId="v1")["PolicyVersion"]["Document"] == LOGS)
check("in use", refusal(iam.delete_policy, PolicyArn=arn)[::2] == ("DeleteConflict", 409))
check("attached", refusal(iam.delete_role, **NAME)[::2] == ("DeleteConflict", 409))
iam.detach_role_policy(**NAME, PolicyArn=arn)
iam.delete_policy(PolicyArn=arn)
check("delete_policy", refusal(iam.get_policy, PolicyArn=arn)[0] == "NoSuchEntity")
iam.delete_role(**NAME)
check("delete_role", refusal(iam.get_role, **NAME)[::2] == ("NoSuchEntity", 404))
refused = refusal(iam.create_user, UserName="ada")
check("not supported", refused[0] == "UnsupportedOperation" and "CreateUser" in refused[1], refused)
