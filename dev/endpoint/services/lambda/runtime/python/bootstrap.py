"""Runs in the process of an execution environment: AWS's own client, awslambdaric, over runtime_client.py.

Arguments: `function`, or `spare` and the service models that it loads until it has code (`rekognition,s3`).
"""

import os
import sys


def main():
    own = os.path.dirname(os.path.abspath(__file__))
    role, models = (sys.argv[1:] + [""])[:2]
    # Not the folder of this file: a function sees its own code, its layers and the runtime's packages.
    sys.path.remove(own)
    sys.modules["runtime_client"] = load(os.path.join(own, "runtime_client.py"))
    # One pipe for both, so that all that is written keeps its order.
    os.dup2(1, 2)
    if role == "spare":
        wait_for_code(models)
    run()


def load(path):
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("runtime_client", path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def wait_for_code(models):
    """Imports boto3, and loads the models of the services that the code names."""
    if models:
        import boto3

        for service in models.split(","):
            try:
                boto3.client(service)
            except Exception:
                # The code makes the same client, and says where it fails.
                pass
    folder, _headers = sys.modules["runtime_client"].call("GET", "/spare/code")
    os.environ["LAMBDA_TASK_ROOT"] = folder.decode("utf-8")
    os.chdir(os.environ["LAMBDA_TASK_ROOT"])


def run():
    from awslambdaric import bootstrap
    from awslambdaric.lambda_runtime_client import LambdaRuntimeClient

    class Client(LambdaRuntimeClient):
        def call_rapid(self, http_method, endpoint, expected_http_code, payload=None, headers=None):
            from awslambdaric.lambda_runtime_marshaller import to_json

            body = None if payload is None else to_json(payload).encode("utf-8")
            sys.modules["runtime_client"].call(http_method, endpoint, body, headers)

    sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
    os.environ["_LAMBDA_TELEMETRY_LOG_FD"] = "1"
    bootstrap.run(os.environ["_HANDLER"], Client(os.environ["AWS_LAMBDA_RUNTIME_API"]))


main()
