"""Calls Lambda as boto3 does."""

import base64
import hashlib
import io
import json
import sys
import urllib.request
import zipfile

from checks import check, client, refusal

url = sys.argv[1]
functions = client("lambda", url)
iam = client("iam", url)
NAME = "greeter"
ARN = f"arn:aws:lambda:us-east-1:000000000000:function:{NAME}"


def zipped(code):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("index.mjs", code)
    return file.getvalue()


def greet(word):
    return zipped(f"export const handler = async (event) => {{ console.log('greeting', event.name); return `{word} ${{event.name}}`; }};")


trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
role = iam.create_role(RoleName="greets", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]

# Code and configuration
code = greet("hello")
arguments = {"FunctionName": NAME, "Role": role, "Runtime": "nodejs24.x", "Handler": "index.handler"}
made = functions.create_function(**arguments, Code={"ZipFile": code}, Tags={"team": "faces"})
check("create_function", made["CodeSha256"] == base64.b64encode(hashlib.sha256(code).digest()).decode() and made["State"] == "Pending")
functions.get_waiter("function_active_v2").wait(FunctionName=NAME, WaiterConfig={"Delay": 1, "MaxAttempts": 5})
check("exists", refusal(functions.create_function, **arguments, Code={"ZipFile": code})[::2] == ("ResourceConflictException", 409))
got = functions.get_function(FunctionName=NAME)
check("get_function", got["Configuration"]["FunctionArn"] == ARN and got["Tags"] == {"team": "faces"})
with urllib.request.urlopen(got["Code"]["Location"]) as answer:
    names = zipfile.ZipFile(io.BytesIO(answer.read())).namelist()
check("Code.Location", names == ["index.mjs"], names)
missing = refusal(functions.get_function, FunctionName="absent")
check("not there", missing[::2] == ("ResourceNotFoundException", 404) and missing[1].startswith("Function not found: arn:"), missing)

# Invocations
answer = functions.invoke(FunctionName=NAME, Payload=json.dumps({"name": "nora"}), LogType="Tail")
check("invoke", json.load(answer["Payload"]) == "hello nora" and answer["ExecutedVersion"] == "$LATEST")
tail = base64.b64decode(answer["LogResult"]).decode()
check("tail", tail.startswith("START RequestId: ") and "greeting nora" in tail and "\nREPORT RequestId: " in tail, tail)
check("event", functions.invoke(FunctionName=NAME, InvocationType="Event", Payload="{}")["StatusCode"] == 202)
check("dry run", functions.invoke(FunctionName=NAME, InvocationType="DryRun")["StatusCode"] == 204)
functions.update_function_code(FunctionName=NAME, ZipFile=zipped("export const handler = async () => { throw new RangeError('no'); };"))
functions.get_waiter("function_updated_v2").wait(FunctionName=NAME, WaiterConfig={"Delay": 1, "MaxAttempts": 5})
failed = functions.invoke(FunctionName=NAME)
check("failure", failed["FunctionError"] == "Unhandled" and json.load(failed["Payload"])["errorType"] == "RangeError")
functions.update_function_code(FunctionName=NAME, ZipFile=greet("good morning"))
check("update_function_code", json.load(functions.invoke(FunctionName=NAME, Payload='{"name": "ada"}')["Payload"]) == "good morning ada")
functions.update_function_configuration(FunctionName=NAME, Timeout=7, Environment={"Variables": {"WORD": "b"}})
configuration = functions.get_function_configuration(FunctionName=NAME)
check("update_function_configuration", (configuration["Timeout"], configuration["Environment"]["Variables"]) == (7, {"WORD": "b"}))

# Lists
for number in range(3):
    functions.create_function(**arguments | {"FunctionName": f"other-{number}"}, Code={"ZipFile": code})
pages = list(functions.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 3}))
check("list_functions", [len(page["Functions"]) for page in pages] == [3, 1])
check("list_versions_by_function", [version["Version"] for version in functions.list_versions_by_function(FunctionName=NAME)["Versions"]] == ["$LATEST"])
check("get_account_settings", functions.get_account_settings()["AccountUsage"]["FunctionCount"] == 4)

# Permissions and tags
functions.add_permission(FunctionName=NAME, StatementId="s3", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com")
policy = json.loads(functions.get_policy(FunctionName=NAME)["Policy"])
check("get_policy", policy["Statement"][0]["Resource"] == ARN, policy)
functions.remove_permission(FunctionName=NAME, StatementId="s3")
check("remove_permission", refusal(functions.get_policy, FunctionName=NAME)[2] == 404)
functions.tag_resource(Resource=ARN, Tags={"stage": "dev"})
functions.untag_resource(Resource=ARN, TagKeys=["team"])
check("list_tags", functions.list_tags(Resource=ARN)["Tags"] == {"stage": "dev"})

# Concurrency and asynchronous invocations
functions.put_function_concurrency(FunctionName=NAME, ReservedConcurrentExecutions=0)
check("get_function_concurrency", functions.get_function_concurrency(FunctionName=NAME)["ReservedConcurrentExecutions"] == 0)
throttled = refusal(functions.invoke, FunctionName=NAME)
check("throttled", throttled[::2] == ("TooManyRequestsException", 429), throttled)
functions.delete_function_concurrency(FunctionName=NAME)
check("invoke again", functions.invoke(FunctionName=NAME)["StatusCode"] == 200)
functions.put_function_event_invoke_config(FunctionName=NAME, MaximumRetryAttempts=1)
functions.update_function_event_invoke_config(FunctionName=NAME, MaximumEventAgeInSeconds=60)
config = functions.get_function_event_invoke_config(FunctionName=NAME)
check("get_function_event_invoke_config", (config["MaximumRetryAttempts"], config["MaximumEventAgeInSeconds"]) == (1, 60), config)
check("list_function_event_invoke_configs", len(functions.list_function_event_invoke_configs(FunctionName=NAME)["FunctionEventInvokeConfigs"]) == 1)
functions.delete_function_event_invoke_config(FunctionName=NAME)
check("delete_function_event_invoke_config", refusal(functions.get_function_event_invoke_config, FunctionName=NAME)[2] == 404)
# Versions and aliases
version = functions.publish_version(FunctionName=NAME)["Version"]
check("publish_version", version == "1", version)
functions.create_alias(FunctionName=NAME, Name="live", FunctionVersion=version)
functions.update_alias(FunctionName=NAME, Name="live", Description="what pictures meet")
check("get_alias", functions.get_alias(FunctionName=NAME, Name="live")["Description"] == "what pictures meet")
check("list_aliases", [alias["Name"] for alias in functions.list_aliases(FunctionName=NAME)["Aliases"]] == ["live"])
functions.delete_alias(FunctionName=NAME, Name="live")
check("delete_alias", refusal(functions.get_alias, FunctionName=NAME, Name="live")[2] == 404)

# URLs and recursion
made = functions.create_function_url_config(FunctionName=NAME, AuthType="AWS_IAM")
check("create_function_url_config", "/_aws/lambda-url/" in made["FunctionUrl"], made)
functions.update_function_url_config(FunctionName=NAME, AuthType="NONE")
check("get_function_url_config", functions.get_function_url_config(FunctionName=NAME)["AuthType"] == "NONE")
check("list_function_url_configs", len(functions.list_function_url_configs(FunctionName=NAME)["FunctionUrlConfigs"]) == 1)
functions.delete_function_url_config(FunctionName=NAME)
check("delete_function_url_config", refusal(functions.get_function_url_config, FunctionName=NAME)[2] == 404)
functions.put_function_recursion_config(FunctionName=NAME, RecursiveLoop="Allow")
check("get_function_recursion_config", functions.get_function_recursion_config(FunctionName=NAME)["RecursiveLoop"] == "Allow")

# Layers
layer = functions.publish_layer_version(LayerName="tools", Content={"ZipFile": zipped("export const tool = 1;")})
named = {"LayerName": "tools", "VersionNumber": layer["Version"]}
check("get_layer_version", functions.get_layer_version(**named)["LayerVersionArn"] == layer["LayerVersionArn"])
check("get_layer_version_by_arn", functions.get_layer_version_by_arn(Arn=layer["LayerVersionArn"])["Version"] == 1)
check("list_layers", [each["LayerName"] for each in functions.list_layers()["Layers"]] == ["tools"])
check("list_layer_versions", len(functions.list_layer_versions(LayerName="tools")["LayerVersions"]) == 1)
functions.add_layer_version_permission(**named, StatementId="all", Action="lambda:GetLayerVersion", Principal="*")
check("get_layer_version_policy", '"all"' in functions.get_layer_version_policy(**named)["Policy"])
functions.remove_layer_version_permission(**named, StatementId="all")
functions.delete_layer_version(**named)
check("delete_layer_version", refusal(functions.get_layer_version, **named)[2] == 404)

refused = refusal(functions.create_event_source_mapping, FunctionName=NAME, EventSourceArn="arn:aws:sqs:us-east-1:000000000000:queue")
check("not supported", refused[::2] == ("UnsupportedOperation", 400) and "CreateEventSourceMapping" in refused[1], refused)
functions.delete_function(FunctionName=NAME)
check("delete_function", refusal(functions.get_function, FunctionName=NAME)[2] == 404)
