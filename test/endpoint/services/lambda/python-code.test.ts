import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { GetFunctionCommand } from "@aws-sdk/client-lambda";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PROJECT } from "../../../../dev/config/project.ts";
import { interpreters } from "../../../../dev/python/interpreters.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { hasPython } from "../../../support/python.ts";
import { Functions, makeRole } from "./support.ts";

const RUNTIME = join(PROJECT, "dev/endpoint/services/lambda/runtime/python");

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let functions: Functions;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  functions = new Functions(endpoint.client, await makeRole(endpoint.client, "python-code"));
}, 180_000);

afterAll(() => endpoint.stop());

test.skipIf(!hasPython)("the runtime's own files have the syntax of the oldest Python that it runs on", async () => {
  const [python] = await interpreters();
  const check = "import ast, sys\nfor p in sys.argv[1:]: ast.parse(open(p).read(), p, feature_version=(3, 8))";
  const files = readdirSync(RUNTIME).filter((name) => name.endsWith(".py"));

  await promisify(execFile)(python?.executable ?? "", ["-c", check, ...files.map((name) => join(RUNTIME, name))]);

  expect(files.toSorted()).toEqual(["bootstrap.py", "runtime_client.py"]);
});

describe.skipIf(!hasPython)("code of a Python function (skipped where the PATH has no Python)", () => {
  test("what Python compiles serves its next process, and is not in the zip file", { timeout: 180_000 }, async () => {
    const files = {
      "app.py":
        "import faces, os\ndef handler(event, context): return [os.path.exists(faces.__cached__), os.getpid()]\n",
      "faces/__init__.py": "",
    };
    await functions.create("compiled", files, { Runtime: "python3.11", Handler: "app.handler", Timeout: 20 });

    expect((await functions.invoke("compiled")).answer).toEqual([true, expect.any(Number)]);

    const { Code } = await functions.lambda.send(new GetFunctionCommand({ FunctionName: "compiled" }));
    const zip = await (await fetch(Code?.Location ?? "")).arrayBuffer();
    expect(Object.keys(unzipSync(new Uint8Array(zip))).toSorted()).toEqual(["app.py", "faces/__init__.py"]);
  });
});
