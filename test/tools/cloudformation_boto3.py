"""Calls CloudFormation as boto3 does: by stacks and by change sets."""

import json
import sys

from checks import check, client, refusal

cloudformation = client("cloudformation", sys.argv[1])
S = "queues"
WAIT = {"Delay": 1, "MaxAttempts": 20}


def template(*names, broken=False):
    resources = {name: {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Fn::Sub": "${Prefix}-" + name}}} for name in names}
    if broken:
        resources["Broken"] = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "not a name!"}}
    return json.dumps({
        "Description": "Queues",
        "Parameters": {"Prefix": {"Type": "String", "Default": "q"}},
        "Resources": resources,
        "Outputs": {"First": {"Value": {"Fn::GetAtt": [names[0], "Arn"]}, "Export": {"Name": "first-queue"}}},
    })


def status():
    return cloudformation.describe_stacks(StackName=S)["Stacks"][0]["StackStatus"]


# Stacks
check("validate_template", cloudformation.validate_template(TemplateBody=template("A"))["Parameters"][0]["ParameterKey"] == "Prefix")
check("get_template_summary", cloudformation.get_template_summary(TemplateBody=template("A"))["ResourceTypes"] == ["AWS::SQS::Queue"])
made = cloudformation.create_stack(StackName=S, TemplateBody=template("A"), Tags=[{"Key": "team", "Value": "faces"}])["StackId"]
cloudformation.get_waiter("stack_create_complete").wait(StackName=S, WaiterConfig=WAIT)
stack = cloudformation.describe_stacks(StackName=made)["Stacks"][0]
check("describe_stacks", stack["Outputs"][0]["OutputValue"] == "arn:aws:sqs:us-east-1:000000000000:q-A" and stack["Tags"][0]["Value"] == "faces", stack)
missing = refusal(cloudformation.describe_stacks, StackName="absent")
check("not there", missing == ("ValidationError", "Stack with id absent does not exist", 400), missing)
check("list_exports", [export["Name"] for export in cloudformation.list_exports()["Exports"]] == ["first-queue"])
imports = refusal(cloudformation.list_imports, ExportName="first-queue")
check("list_imports", imports[0] == "ValidationError" and "not imported" in imports[1], imports)
check("list_stacks", [entry["StackName"] for entry in cloudformation.list_stacks()["StackSummaries"]] == [S])
check("describe_stack_resource", cloudformation.describe_stack_resource(StackName=S, LogicalResourceId="A")["StackResourceDetail"]["ResourceStatus"] == "CREATE_COMPLETE")
check("describe_stack_resources", len(cloudformation.describe_stack_resources(StackName=S)["StackResources"]) == 1)
check("list_stack_resources", cloudformation.list_stack_resources(StackName=S)["StackResourceSummaries"][0]["LogicalResourceId"] == "A")
# boto3 gives JSON templates back as dictionaries
check("get_template", cloudformation.get_template(StackName=S)["TemplateBody"] == json.loads(template("A")))
cloudformation.update_stack(StackName=S, TemplateBody=template("A", "B"))
cloudformation.get_waiter("stack_update_complete").wait(StackName=S, WaiterConfig=WAIT)
same = refusal(cloudformation.update_stack, StackName=S, TemplateBody=template("A", "B"))
check("update_stack", same == ("ValidationError", "No updates are to be performed.", 400), same)

# A failure, and the way back
cloudformation.update_stack(StackName=S, TemplateBody=template("A", "C", broken=True))
failed = None
try:
    cloudformation.get_waiter("stack_update_complete").wait(StackName=S, WaiterConfig=WAIT)
except Exception as error:
    failed = error
check("rollback", failed is not None and status() in ("UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE"))
cloudformation.get_waiter("stack_rollback_complete").wait(StackName=S, WaiterConfig=WAIT)
events = [event for page in cloudformation.get_paginator("describe_stack_events").paginate(StackName=S) for event in page["StackEvents"]]
reasons = [event["ResourceStatusReason"] for event in events if event["ResourceStatus"] == "CREATE_FAILED" and event["LogicalResourceId"] == "Broken"]
check("describe_stack_events", len(reasons) == 1, events[:5])
resources = cloudformation.list_stack_resources(StackName=S)["StackResourceSummaries"]
check("what was there", sorted(entry["LogicalResourceId"] for entry in resources if not entry["ResourceStatus"].startswith("DELETE")) == ["A", "B"], resources)
check("continue_update_rollback", refusal(cloudformation.continue_update_rollback, StackName=S)[0] == "ValidationError")

# Change sets
change = {"StackName": S, "ChangeSetName": "more"}
cloudformation.create_change_set(**change, TemplateBody=template("A", "B", "D"))
cloudformation.get_waiter("change_set_create_complete").wait(**change, WaiterConfig=WAIT)
described = cloudformation.describe_change_set(**change)["Changes"]
check("describe_change_set", [(entry["ResourceChange"]["Action"], entry["ResourceChange"]["LogicalResourceId"]) for entry in described] == [("Add", "D")], described)
check("list_change_sets", [entry["ChangeSetName"] for entry in cloudformation.list_change_sets(StackName=S)["Summaries"]] == ["more"])
cloudformation.execute_change_set(**change)
cloudformation.get_waiter("stack_update_complete").wait(StackName=S, WaiterConfig=WAIT)
check("execute_change_set", status() == "UPDATE_COMPLETE")
nothing = {"StackName": S, "ChangeSetName": "nothing"}
cloudformation.create_change_set(**nothing, TemplateBody=template("A", "B", "D"))
described = cloudformation.describe_change_set(**nothing)
check("no changes", described["Status"] == "FAILED" and "didn't contain changes" in described["StatusReason"], described)
cloudformation.delete_change_set(**nothing)

# The end
cloudformation.update_termination_protection(StackName=S, EnableTerminationProtection=True)
check("protected", "TerminationProtection is enabled" in refusal(cloudformation.delete_stack, StackName=S)[1])
cloudformation.update_termination_protection(StackName=S, EnableTerminationProtection=False)
refused = refusal(cloudformation.detect_stack_drift, StackName=S)
check("not supported", refused[::2] == ("UnsupportedOperation", 400) and "DetectStackDrift" in refused[1], refused)
cloudformation.delete_stack(StackName=S)
cloudformation.get_waiter("stack_delete_complete").wait(StackName=made, WaiterConfig=WAIT)
check("delete_stack", cloudformation.describe_stacks()["Stacks"] == [])
