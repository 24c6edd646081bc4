import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AppUnderTest, startApp } from "../apps/app-under-test.ts";
import { hasPython } from "../../support/python.ts";

// What needs a container on the way to AWS is made by the machine's pip here: a PythonFunction and its layer.
const APP = `
import { PythonFunction, PythonLayerVersion } from "@aws-cdk/aws-lambda-python-alpha";
import { App, Stack } from "aws-cdk-lib";
import { Runtime } from "aws-cdk-lib/aws-lambda";

const stack = new Stack(new App(), "Python");
const runtime = Runtime.PYTHON_3_12;
const layer = new PythonLayerVersion(stack, "Layer", { entry: "layer", compatibleRuntimes: [runtime] });
new PythonFunction(stack, "Function", { entry: "function", runtime, index: "app.py", layers: [layer] });
`;

/** A package as an index has it, so that its install needs none. */
function wheel(name: string): Uint8Array {
  const info = `${name}-1.0.dist-info`;
  return zipSync({
    [`${name}/__init__.py`]: strToU8(`NAME = "${name}"\n`),
    [`${info}/METADATA`]: strToU8(`Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`),
    [`${info}/WHEEL`]: strToU8("Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"),
    [`${info}/RECORD`]: strToU8(""),
  });
}

let app: AppUnderTest;
beforeAll(async () => {
  if (!hasPython) return;
  const asks = (name: string): string => `--no-index\n--find-links ../wheels\n${name}==1.0\n`;
  app = await startApp("python", {
    files: {
      "cdk.json": '{ "app": "node app.mjs" }',
      "app.mjs": APP,
      "function/app.py":
        'import ours\nimport theirs\nimport words\n\n\ndef handler(event, context):\n    return ["one", ours.NAME, theirs.NAME, words.WORD]\n',
      "function/requirements.txt": asks("ours"),
      ...Object.fromEntries(
        ["hers", "ours", "theirs"].map((name) => [`wheels/${name}-1.0-py3-none-any.whl`, wheel(name)]),
      ),
      "layer/words.py": 'WORD = "word"\n',
      "layer/requirements.txt": asks("theirs"),
    },
  });
}, 120_000);
afterAll(() => app?.[Symbol.asyncDispose]());

async function answer(): Promise<unknown> {
  return (await app.functions.invoke(app.named("Function"))).answer;
}

test.skipIf(!hasPython)(
  "a PythonFunction and its layer have their packages, and saves of each are live",
  async () => {
    expect(await answer()).toEqual(["one", "ours", "theirs", "word"]);
    expect(await app.save("function/app.py", '"one"', '"two"')).toMatchObject({ what: "bundle" });
    expect(await answer()).toEqual(["two", "ours", "theirs", "word"]);
    expect(await app.save("layer/words.py", '"word"', '"sword"')).toMatchObject({ what: "stack" });
    expect(await answer()).toEqual(["two", "ours", "theirs", "sword"]);
    expect(await app.save("function/requirements.txt", "ours==1.0", "ours==1.0\nhers==1.0")).toMatchObject({
      what: "stack",
    });
    expect(await app.save("function/app.py", "import ours", "import hers\nimport ours")).toMatchObject({
      what: "bundle",
    });
    expect(await answer()).toEqual(["two", "ours", "theirs", "sword"]);
  },
  60_000,
);
