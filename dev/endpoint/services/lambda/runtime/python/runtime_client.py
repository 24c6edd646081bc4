"""The part of awslambdaric that is native on Lambda: the calls of the Runtime API, over one connection.

Its names and answers are those of the native module. Before it asks for the next event it marks on file descriptor 1
that everything which was written until then is out (`frames.ts`).
"""

import http.client
import os
import sys
import time

_END_FRAME = (0xA55A00EE).to_bytes(4, "big") + bytes(4)
_PREFIX = "/2018-06-01/runtime"
_HEADERS = [
    "Lambda-Runtime-Aws-Request-Id",
    "Lambda-Runtime-Trace-Id",
    "Lambda-Runtime-Invoked-Function-Arn",
    "Lambda-Runtime-Client-Context",
    "Lambda-Runtime-Cognito-Identity",
    "Content-Type",
]
_connection = None
# Without it the Runtime API answers nobody; a handler has no use of it.
_secret = os.environ.pop("DOPPELFACE_RUNTIME_SECRET", "")


def initialize_client(user_agent):
    pass


def call(method, path, body=None, headers=None):
    """Answers the body and the headers. Ends the process where the endpoint is gone."""
    global _connection
    if _connection is None:
        _connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    try:
        _connection.request(method, path, body, {"x-doppelface-runtime": _secret, **(headers or {})})
        response = _connection.getresponse()
        return response.read(), response.headers
    except OSError:
        os._exit(1)


def next():
    sys.stdout.flush()
    sys.stderr.flush()
    write_all(_END_FRAME + (time.time_ns() // 1000).to_bytes(8, "big"))
    event, headers = call("GET", _PREFIX + "/invocation/next")
    values = {name: headers.get(name) for name in _HEADERS}
    values["Lambda-Runtime-Deadline-Ms"] = int(headers["Lambda-Runtime-Deadline-Ms"])
    return event, values


def post_invocation_result(invoke_id, result, content_type, invocation_id=None):
    call("POST", f"{_PREFIX}/invocation/{invoke_id}/response", result, {"Content-Type": content_type})


def post_error(invoke_id, error, xray_fault, invocation_id=None):
    call("POST", f"{_PREFIX}/invocation/{invoke_id}/error", error.encode("utf-8"))


def write_all(data):
    while data:
        data = data[os.write(1, data) :]
