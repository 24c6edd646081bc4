import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { findApp } from "../../../dev/app/find-app.ts";
import { stackParameters } from "../../../dev/app/stack-parameters.ts";
import { synthesize } from "../../../dev/app/synth.ts";
import { type AppUnderTest, startApp } from "../apps/app-under-test.ts";

/** Paths of this machine, as `aws cloudformation package` takes them; the short forms of functions; what depends. */
const TEMPLATE = `
Parameters:
  Stage: { Type: String, Default: dev, AllowedValues: [dev, prod] }
Mappings:
  Words: { dev: { word: here }, prod: { word: there } }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Action: "sts:AssumeRole", Principal: { Service: lambda.amazonaws.com } }]
  Folder:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: !Sub folder-\${Stage}
      Runtime: nodejs22.x
      Handler: index.handler
      Code: ./folder
      Role: !GetAtt Role.Arn
      Environment: { Variables: { WORD: !FindInMap [Words, !Ref Stage, word] } }
  File:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs22.x
      Handler: single.handler
      Code: single.mjs
      Role: !GetAtt Role.Arn
  Inline:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Code: { ZipFile: "exports.handler = async () => 'inline'" }
      Role: !GetAtt Role.Arn
  OnlyThere: { Type: AWS::S3::Bucket, Condition: IsProd }
Outputs:
  Stage: { Value: !If [IsProd, "in production", !Join ["-", [in, !Ref Stage]]] }
`;

let app: AppUnderTest;
beforeAll(async () => {
  const files = {
    "template.yaml": TEMPLATE,
    "folder/index.mjs": "export const handler = async () => `folder ${process.env.WORD}`;\n",
    "single.mjs": 'export const handler = async () => "single";\n',
  };
  app = await startApp("plain", { files });
}, 60_000);
afterAll(() => app[Symbol.asyncDispose]());

test("code by a path, a file and inline; mappings, conditions and short forms", async () => {
  expect(app.outputs["Stage"]).toBe("in-dev");
  const answers = ["Folder", "File", "Inline"].map(async (id) => (await app.functions.invoke(app.named(id))).answer);
  expect(await Promise.all(answers)).toEqual(["folder here", "single", "inline"]);
  expect(app.named("Folder")).toBe("folder-dev");
});

test("a save of a file in the folder is live there", async () => {
  expect(await app.save("folder/index.mjs", "`folder ", "`saved ")).toMatchObject({
    what: "bundle",
    reloaded: ["folder-dev"],
  });
  expect((await app.functions.invoke("folder-dev")).answer).toBe("saved here");
});

test("a single file is an archive of its own, made again by a deploy", async () => {
  expect(await app.save("single.mjs", '"single"', '"again"')).toMatchObject({
    what: "stack",
    changes: expect.arrayContaining(["File (Code)"]),
  });
  expect((await app.functions.invoke(app.named("File"))).answer).toBe("again");
});

function written(files: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), "template-app-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  const found = findApp(root);
  if (found === undefined) throw new Error(`${root} holds no app.`);
  return { app: found, made: () => synthesize(found, { context: {}, cache: join(root, "cache") }) };
}

const BUCKET = "Resources: { Own: { Type: AWS::S3::Bucket, Properties: { BucketName: !Ref Name } } }";

test("a parameter without a value and a default is asked for by its name; what the run says counts most", async () => {
  const { app: own, made } = written({ "template.yaml": `Parameters: { Name: { Type: String } }\n${BUCKET}\n` });
  const [stack] = (await made()).stacks;
  if (stack === undefined) throw new Error("There is no stack.");
  expect(() => stackParameters(own, stack)).toThrow(
    /has parameters without a value and without a default: Name\. Give them by `--parameters Name=VALUE`/,
  );
  const said = { ...own, parameters: { Name: "mine", Nobody: "asks" } };
  expect(stackParameters(said, { ...stack, parameters: { Name: "theirs" } })).toEqual({ Name: "mine" });
});

test.each([
  [{ "template.yaml": "Transform: MyMacro\nResources: {}\n" }, 'template.yaml has the transform "MyMacro", a macro'],
  [
    { "template.yaml": "Resources: { F: { Type: AWS::Lambda::Function, Properties: { Code: ./nowhere } } }\n" },
    "F has its code at ./nowhere, and there is no nowhere.",
  ],
  [
    { "template.yaml": "Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]\nResources: {}\n" },
    'template.yaml has the transform "AWS::LanguageExtensions" beside SAM\'s',
  ],
  [{ "template.yaml": "Resources: [\n" }, "template.yaml is no template: YAML not well-formed."],
])("a template that cannot be deployed says why: %j", async (files, message) => {
  await expect(written(files).made()).rejects.toThrow(message);
});
