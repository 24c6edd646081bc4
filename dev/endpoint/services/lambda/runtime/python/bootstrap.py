"""Runs in the process of an execution environment: AWS's own client, awslambdaric, over runtime_client.py.

Arguments: `function` or `spare`, what a spare makes of boto3 until it has code (`client:rekognition,resource:dynamodb`),
`inspected` where a debugger may attach, and the folder of which the code is a copy, if that is known.
"""

import gc
import os
import sys


def main():
    own = os.path.dirname(os.path.abspath(__file__))
    role, made_ahead, inspected, copy_of = sys.argv[1:]
    # Not the folder of this file: a function sees its own code, its layers and the runtime's packages.
    sys.path.remove(own)
    sys.modules["runtime_client"] = load(os.path.join(own, "runtime_client.py"))
    if inspected:
        listen_for_debugger()
    # One pipe for both, so that all that is written keeps its order.
    os.dup2(1, 2)
    if role == "spare":
        wait_for_code(made_ahead)
    if copy_of:
        name_by(copy_of, os.environ["LAMBDA_TASK_ROOT"])
    run()


def load(path):
    from importlib.util import module_from_spec, spec_from_file_location

    # What is compiled of the function's own code may be kept, that of this folder not.
    keeps_none, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    spec = spec_from_file_location("runtime_client", path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.dont_write_bytecode = keeps_none
    return module


def listen_for_debugger():
    """Says on stderr, which is not the log yet, where debugpy listens, or that it is not there."""
    # An older debugpy tells of frozen modules in the log.
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    sys.path.append(os.environ["LAMBDA_TASK_ROOT"])
    try:
        import debugpy
    except ImportError:
        os.write(2, f"There is no debugpy in {sys.executable}\n".encode())
    else:
        debugpy.configure(subProcess=False)
        host, port = debugpy.listen(("127.0.0.1", 0))
        os.write(2, f"Debugger listening on tcp://{host}:{port}\n".encode())
    finally:
        del os.environ["PYDEVD_DISABLE_FILE_VALIDATION"]
        sys.path.pop()


def wait_for_code(made_ahead):
    """Imports what the code will import, and loads the models of the services that it names."""
    import awslambdaric.bootstrap

    if made_ahead:
        import boto3

        for item in made_ahead.split(","):
            kind, _colon, service = item.partition(":")
            try:
                getattr(boto3, kind)(service)
            except Exception:
                # The code makes the same client, and says where it fails.
                pass
    # Hundreds of thousands of objects that stay: no collection looks at them again.
    gc.collect()
    gc.freeze()
    folder, _headers = sys.modules["runtime_client"].call("GET", "/spare/code")
    os.environ["LAMBDA_TASK_ROOT"] = folder.decode("utf-8")
    os.chdir(os.environ["LAMBDA_TASK_ROOT"])


def name_by(sources, folder):
    """Has modules of a folder carry the names of the files that they are copies of: in stacks, and for breakpoints."""
    from importlib import machinery
    from types import CodeType

    def source_of(path):
        source = os.path.join(sources, os.path.relpath(path, folder))
        return source if os.path.exists(source) else path

    def renamed(code, name):
        consts = tuple(renamed(each, name) if isinstance(each, CodeType) else each for each in code.co_consts)
        return code.replace(co_filename=name, co_consts=consts)

    class Loader(machinery.SourceFileLoader):
        def source_to_code(self, data, path, **more):
            return super().source_to_code(data, source_of(path), **more)

        def get_code(self, fullname):
            # What was compiled before has been given the copy's name again.
            return renamed(super().get_code(fullname), source_of(self.get_filename(fullname)))

    def find(path):
        if path != folder and not path.startswith(folder + os.sep):
            raise ImportError
        return machinery.FileFinder(
            path,
            (machinery.ExtensionFileLoader, machinery.EXTENSION_SUFFIXES),
            (Loader, machinery.SOURCE_SUFFIXES),
            (machinery.SourcelessFileLoader, machinery.BYTECODE_SUFFIXES),
        )

    sys.path_hooks.insert(0, find)
    sys.path_importer_cache.clear()


def run():
    from awslambdaric import bootstrap
    from awslambdaric.lambda_runtime_client import LambdaRuntimeClient

    class Client(LambdaRuntimeClient):
        def post_init_error(self, error_response_data, error_type_override=None):
            from awslambdaric.lambda_runtime_marshaller import to_json

            body = to_json(error_response_data).encode("utf-8")
            sys.modules["runtime_client"].call("POST", "/2018-06-01/runtime/init/error", body)

    sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
    os.environ["_LAMBDA_TELEMETRY_LOG_FD"] = "1"
    handler, address = os.environ["_HANDLER"], os.environ["AWS_LAMBDA_RUNTIME_API"]
    if sys.version_info >= (3, 9):
        bootstrap.run(handler, Client(address))
    else:
        # The last release that runs there makes the client by itself.
        bootstrap.LambdaRuntimeClient = Client
        bootstrap.run(os.environ["LAMBDA_TASK_ROOT"], handler, address)


main()
