"""The part of awslambdaric that is native on Lambda: the calls of the Runtime API, over one connection.

Its names and answers are those of the native module. Before it asks for the next event it marks on file descriptor 1
that everything which was written until then is out (`frames.ts`). It speaks HTTP by itself: `http.client` takes a
millisecond an event, and 15 to be imported where the function does not.
"""

import os
import socket
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
_address = os.environ["AWS_LAMBDA_RUNTIME_API"]
_connection = None
# Without it the Runtime API answers nobody; a handler has no use of it.
_secret = os.environ.pop("DOPPELFACE_RUNTIME_SECRET", "")


def initialize_client(user_agent):
    pass


def call(method, path, body=b"", headers=None):
    """Answers the body and the headers, their names in lower case. Ends the process where the endpoint is gone."""
    global _connection
    try:
        if _connection is None:
            _connection = _Connection(_address)
        return _connection.call(method, path, body, headers or {})
    except OSError:
        os._exit(1)


class _Connection:
    """One that is kept. The other end gives the length of all that it answers."""

    def __init__(self, address):
        host, port = address.split(":")
        self._socket = socket.create_connection((host, int(port)))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._reader = self._socket.makefile("rb")
        self._address = address

    def call(self, method, path, body, headers):
        own = {"host": self._address, "x-doppelface-runtime": _secret, "content-length": str(len(body))}
        lines = [f"{name}: {value}\r\n" for name, value in {**own, **headers}.items()]
        head = f"{method} {path} HTTP/1.1\r\n{''.join(lines)}\r\n"
        self._socket.sendall(head.encode("latin-1") + body)
        if not self._reader.readline():
            raise ConnectionResetError()
        answered = {}
        for line in iter(self._reader.readline, b"\r\n"):
            if not line:
                raise ConnectionResetError()
            name, _colon, value = line.decode("latin-1").partition(":")
            answered[name.lower()] = value.strip()
        length = int(answered["content-length"])
        content = self._reader.read(length)
        if len(content) < length:
            raise ConnectionResetError()
        return content, answered


def next():
    sys.stdout.flush()
    sys.stderr.flush()
    write_all(_END_FRAME + (time.time_ns() // 1000).to_bytes(8, "big"))
    event, headers = call("GET", _PREFIX + "/invocation/next")
    values = {name: headers.get(name.lower()) for name in _HEADERS}
    values["Lambda-Runtime-Deadline-Ms"] = int(headers["lambda-runtime-deadline-ms"])
    return event, values


def post_invocation_result(invoke_id, result, content_type, invocation_id=None):
    call("POST", f"{_PREFIX}/invocation/{invoke_id}/response", result, {"content-type": content_type})


def post_error(invoke_id, error, xray_fault, invocation_id=None):
    call("POST", f"{_PREFIX}/invocation/{invoke_id}/error", error.encode("utf-8"))


def write_all(data):
    while data:
        data = data[os.write(1, data) :]
