import { existsSync, rmSync } from "node:fs";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AppUnderTest, startApp } from "../apps/app-under-test.ts";
import { hasPython } from "../../support/python.ts";

/** As people write them: what is common in Globals, policies by their templates, a table in three lines, a layer. */
const TEMPLATE = `
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Parameters:
  Greeting: { Type: String }
  Stage: { Type: String, Default: dev }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Globals:
  Function:
    Timeout: 30
    Environment: { Variables: { TABLE: !Ref People, GREETING: !Ref Greeting } }
Resources:
  Portraits: { Type: AWS::S3::Bucket }
  People:
    Type: AWS::Serverless::SimpleTable
    Properties: { PrimaryKey: { Name: id, Type: String } }
  Shared:
    Type: AWS::Serverless::LayerVersion
    Properties: { ContentUri: layer/, CompatibleRuntimes: [nodejs22.x] }
  Words:
    Type: AWS::Serverless::LayerVersion
    Metadata: { BuildMethod: python3.12 }
    Properties: { ContentUri: words/, CompatibleRuntimes: [python3.12] }
  Archive: { Type: AWS::S3::Bucket, Condition: IsProd }
  Bundled:
    Type: AWS::Serverless::Function
    Metadata:
      BuildMethod: esbuild
      BuildProperties:
        EntryPoints: [src/app.ts]
        External: ["@aws-sdk/*", shared]
        Minify: false
        Target: es2022
        Sourcemap: true
        Format: cjs
        Loader: [.greeting=text]
    Properties:
      CodeUri: bundled/
      Handler: app.handler
      Runtime: nodejs22.x
      Layers: [!Ref Shared]
      AutoPublishAlias: live
      FunctionUrlConfig: { AuthType: NONE }
      Policies:
        - S3ReadPolicy: { BucketName: !Ref Portraits }
        - DynamoDBCrudPolicy: { TableName: !Ref People }
        - RekognitionDetectOnlyPolicy: {}
        - RekognitionFacesManagementPolicy: { CollectionId: people }
        - RekognitionFacesPolicy: {}
  Installed:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: installed/
      Handler: app.handler
      Runtime: python3.12
      Layers: [!Ref Words]
      Events:
        Portrait:
          Type: S3
          Properties:
            Bucket: !Ref Portraits
            Events: s3:ObjectCreated:*
            Filter: { S3Key: { Rules: [{ Name: suffix, Value: .jpg }] } }
Outputs:
  BundledUrl: { Value: !GetAtt BundledUrl.FunctionUrl }
`;

/** A package as an index has it, so that its install needs none. */
function wheel(version: string, name = "greetings"): Uint8Array {
  const info = `${name}-${version}.dist-info`;
  return zipSync({
    [`${name}/__init__.py`]: strToU8(`VERSION = "${version}"\n`),
    [`${info}/METADATA`]: strToU8(`Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`),
    [`${info}/WHEEL`]: strToU8("Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"),
    [`${info}/RECORD`]: strToU8(""),
  });
}

const installed = new Set<string>();
let app: AppUnderTest;
beforeAll(async () => {
  if (!hasPython) return;
  const files = {
    "template.yaml": TEMPLATE,
    "samconfig.toml":
      '[prod.deploy.parameters]\nstack_name = "prod"\n[default.global.parameters]\nstack_name = "everyday-sam"\n' +
      '[default.deploy.parameters]\nparameter_overrides = [\n  "Greeting=Hello",\n]\n',
    "words/words.py": 'WORD = "layered"\n',
    "words/requirements.txt": "--no-index\n--find-links ../wheels\nothers==1.0\n",
    "wheels/others-1.0-py3-none-any.whl": wheel("1.0", "others"),
    "layer/nodejs/node_modules/shared/index.js": 'exports.shared = "layer";\n',
    "bundled/src/app.ts":
      'import greeting from "./a.greeting";\nconst { shared } = require("shared");\n' +
      "export const handler = async () => `${process.env.GREETING} ${greeting} ${shared}`;\n",
    "bundled/src/a.greeting": "world",
    "installed/app.py": 'import greetings\n\n\ndef handler(event, context):\n    return "one " + greetings.VERSION\n',
    "installed/requirements.txt": `# ${Math.random()}\n--no-index\n--find-links ../wheels\ngreetings==1.0\n`,
    "wheels/greetings-1.0-py3-none-any.whl": wheel("1.0"),
    "wheels/greetings-2.0-py3-none-any.whl": wheel("2.0"),
  };
  app = await startApp("everyday", { files });
}, 180_000);
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  for (const folder of installed) rmSync(folder, { recursive: true });
});

/** Where the packages of the Python function are kept. */
function packages(deployed = app.deployed): string {
  const source = deployed.functions.find(({ logicalId }) => logicalId === "Installed")?.source;
  const folder = source?.kind === "folder" ? (source.packages ?? "") : "";
  if (existsSync(folder)) installed.add(folder);
  return folder;
}

test.skipIf(!hasPython)(
  "what templates say every day is deployed, and the functions answer",
  { timeout: 60_000 },
  async () => {
    expect(app.deployed.stacks).toEqual(["everyday-sam"]);
    expect(app.deployed.functions.map(({ logicalId, source: { kind } }) => [logicalId, kind])).toEqual([
      ["Bundled", "esbuild"],
      ["Installed", "folder"],
    ]);
    expect((await app.functions.invoke(app.named("Bundled"))).answer).toBe("Hello world layer");
    expect((await app.functions.invoke(app.named("Installed"))).answer).toBe("one 1.0");
  },
);

test.skipIf(!hasPython)(
  "a save of Python code copies it beside its packages, which are not installed again",
  async () => {
    expect(existsSync(packages())).toBe(true);
    expect(await app.save("installed/app.py", '"one "', '"two "')).toMatchObject({
      what: "bundle",
      reloaded: [app.named("Installed")],
    });
    expect((await app.functions.invoke(app.named("Installed"))).answer).toBe("two 1.0");
  },
);

test.skipIf(!hasPython)("one of `requirements.txt` installs what it says now", { timeout: 60_000 }, async () => {
  expect(await app.save("installed/requirements.txt", "==1.0", "==2.0")).toMatchObject({
    what: "stack",
    changes: [expect.stringMatching(/^Installed \(Code/)],
  });
  expect((await app.functions.invoke(app.named("Installed"))).answer).toBe("two 2.0");
});

test.skipIf(!hasPython)("a layer that is built has its packages, and a save of its files is live", async () => {
  await app.save("installed/app.py", "import greetings", "import greetings\nimport others\nimport words");
  await app.save("installed/app.py", "greetings.VERSION", "others.VERSION + words.WORD");
  expect((await app.functions.invoke(app.named("Installed"))).answer).toBe("two 1.0layered");
  expect(await app.save("words/words.py", "layered", "again")).toMatchObject({ what: "stack" });
  expect((await app.functions.invoke(app.named("Installed"))).answer).toBe("two 1.0again");
});

test.skipIf(!hasPython)("one of `samconfig.toml` gives parameters anew, and a bundle is live by itself", async () => {
  expect(await app.save("samconfig.toml", "Greeting=Hello", "Greeting=Hi")).toMatchObject({ what: "stack" });
  expect(await app.save("bundled/src/a.greeting", "world", "you")).toMatchObject({
    what: "bundle",
    reloaded: [app.named("Bundled")],
  });
  expect((await app.functions.invoke(app.named("Bundled"))).answer).toBe("Hi you layer");
});
