import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Bus } from "../../dev/trace/bus.ts";
import type { DevEvent } from "../../dev/trace/events.ts";
import { interpreters } from "../../dev/python/interpreters.ts";
import { Functions, makeRole } from "../endpoint/services/lambda/support.ts";
import { startTestEndpoint } from "../support/endpoint.ts";

const CODE = `
import logging, sys, boto3
s3 = boto3.client("s3")
logging.getLogger().setLevel(logging.INFO)
def handler(event, context):
    if event == "raise":
        raise ValueError("no face")
    print("printed")
    logging.info("logged")
    buckets = [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]
    return [".".join(map(str, sys.version_info[:3])), boto3.__version__, buckets]
`;

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let functions: Functions;
const events: DevEvent[] = [];

beforeAll(async () => {
  const bus = new Bus();
  bus.onEvery((event) => void events.push(event));
  endpoint = await startTestEndpoint({ bus });
  const statements = [{ Action: ["logs:*", "s3:ListAllMyBuckets"], Resource: "*" }];
  functions = new Functions(endpoint.client, await makeRole(endpoint.client, "versions", statements));
});

afterAll(() => endpoint.stop());

/** Of a failed invocation, with the files' names alone. */
function stackOf(name: string): string[] | undefined {
  const failed = events.findLast((event) => event.type === "failed" && event.functionName === name);
  return failed?.type === "failed" ? failed.stack.map((line) => line.replace(/\(.*\//, "(")) : undefined;
}

// Every Python on the PATH: `PATH=~/.pyenv/versions/3.8.18/bin:~/.pyenv/versions/3.9.18/bin:$PATH npm run test:tools`.
describe.each(await interpreters())("Python $version", ({ minor, version }) => {
  const settings = { Runtime: `python3.${minor}` as "python3.12", Handler: "app.handler", Timeout: 30 };

  test("runs a function with boto3, its log lines and the stack of its error", async () => {
    const name = `of-${minor}`;
    await functions.create(name, { "app.py": CODE }, settings);

    const { answer, log } = await functions.invoke(name, {}, { LogType: "Tail" });

    expect(answer).toEqual([version, expect.stringMatching(/^1\.\d+\.\d+$/), []]);
    expect(log).toMatch(/^START [^]*^printed$[^]*^\[INFO\]\t\S+Z\t[0-9a-f-]{36}\tlogged$[^]*^REPORT .*Init Duration/m);
    expect((await functions.invoke(name, "raise")).answer).toMatchObject({ errorType: "ValueError" });
    expect(stackOf(name)).toEqual(["at handler (app.py:7:1)"]);
  });

  test("says what is wrong with a module that cannot be imported", async () => {
    await functions.create(`init-${minor}`, { "app.py": "import nothing_of_this_name" }, settings);

    const { answer } = await functions.invoke(`init-${minor}`);

    expect(answer).toMatchObject({ errorType: "Runtime.ImportModuleError" });
  });

  test("runs a saved file in a spare", async () => {
    const name = `saved-${minor}`;
    const folder = mkdtempSync(join(tmpdir(), "doppelface-python-"));
    await functions.create(name, { "app.py": CODE }, settings);
    const seen: unknown[] = [];
    for (const answer of ["first", "second"]) {
      writeFileSync(join(folder, "app.py"), `import boto3\nboto3.client("s3")\ndef handler(e, c): return "${answer}"`);
      await functions.hotReload(name, folder);
      seen.push((await functions.invoke(name)).answer);
    }

    expect(seen).toEqual(["first", "second"]);
    rmSync(folder, { recursive: true });
  });
});
