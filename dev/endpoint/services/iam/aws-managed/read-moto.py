"""Writes documents.json and names.json of AWS's managed policies as the Python package moto carries them.

    python3 -m venv /tmp/moto && /tmp/moto/bin/pip install --no-deps moto
    /tmp/moto/bin/python dev/endpoint/services/iam/aws-managed/read-moto.py
"""

import datetime
import importlib.metadata
import importlib.util
import json
import pathlib

# Those that pipelines name: of the services here and beside them, and the roles that Lambda's guide gives to functions.
CARRIED = """
AdministratorAccess PowerUserAccess ReadOnlyAccess IAMFullAccess IAMReadOnlyAccess
AmazonRekognitionFullAccess AmazonRekognitionReadOnlyAccess AmazonRekognitionCustomLabelsFullAccess
service-role/AmazonRekognitionServiceRole
AmazonS3FullAccess AmazonS3ReadOnlyAccess service-role/AmazonS3ObjectLambdaExecutionRolePolicy
AmazonDynamoDBFullAccess AmazonDynamoDBFullAccess_v2 AmazonDynamoDBReadOnlyAccess
AmazonSQSFullAccess AmazonSQSReadOnlyAccess AmazonSNSFullAccess AmazonSNSReadOnlyAccess
CloudWatchFullAccess CloudWatchFullAccessV2 CloudWatchReadOnlyAccess
CloudWatchLogsFullAccess CloudWatchLogsReadOnlyAccess CloudWatchEventsFullAccess
AWSLambda_FullAccess AWSLambda_ReadOnlyAccess AWSLambdaExecute AWSLambdaInvocation-DynamoDB
service-role/AWSLambdaBasicExecutionRole service-role/AWSLambdaDynamoDBExecutionRole
service-role/AWSLambdaENIManagementAccess service-role/AWSLambdaKinesisExecutionRole
service-role/AWSLambdaMSKExecutionRole service-role/AWSLambdaRole service-role/AWSLambdaSQSQueueExecutionRole
service-role/AWSLambdaVPCAccessExecutionRole CloudWatchLambdaInsightsExecutionRolePolicy
AmazonAPIGatewayAdministrator AmazonAPIGatewayInvokeFullAccess service-role/AmazonAPIGatewayPushToCloudWatchLogs
AWSXRayDaemonWriteAccess AmazonSSMFullAccess AmazonSSMReadOnlyAccess SecretsManagerReadWrite
AWSKeyManagementServicePowerUser AWSCloudFormationFullAccess AWSCloudFormationReadOnlyAccess
AWSStepFunctionsFullAccess AmazonEventBridgeFullAccess AmazonKinesisFullAccess AmazonKinesisVideoStreamsFullAccess
AmazonCognitoPowerUser AmazonCognitoReadOnly AmazonSESFullAccess
""".split()


def main() -> None:
    # The module alone: moto itself imports packages that are not needed here.
    package = pathlib.Path(importlib.util.find_spec("moto").submodule_search_locations[0])
    module: dict[str, str] = {}
    exec((package / "iam" / "aws_managed_policies.py").read_text(), module)
    policies = {
        value["Path"].removeprefix("/") + name: value
        for name, value in json.loads(module["aws_managed_policies_data"]).items()
    }
    source = {
        "from": f"moto {importlib.metadata.version('moto')}, moto/iam/aws_managed_policies.py",
        "license": "Apache-2.0",
        "latestUpdate": max(value["UpdateDate"] for value in policies.values()),
        "read": datetime.date.today().isoformat(),
    }
    folder = pathlib.Path(__file__).parent
    lines = [f"{json.dumps(name)}:{compact(entry(policies[name]))}" for name in sorted(CARRIED)]
    text = f'{{"source":{json.dumps(source)},\n"policies":{{\n' + ",\n".join(lines) + "\n}}\n"
    (folder / "documents.json").write_text(text)
    names = {"source": source, "names": sorted(policies)}
    (folder / "names.json").write_text(json.dumps(names, indent=0) + "\n")


def entry(policy: dict) -> dict:
    return {
        "version": policy["DefaultVersionId"],
        "created": policy["CreateDate"],
        "updated": policy["UpdateDate"],
        "document": policy["Document"],
    }


def compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


main()
