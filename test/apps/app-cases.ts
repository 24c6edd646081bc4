/** An edit of a source. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** An app of `fixtures/apps/`, and what somebody does with it. */
export interface AppCase {
  readonly name: string;
  /** Functions of Python. */
  readonly python: boolean;
  /** A save of each of its functions, by the beginning of its logical id. `stack`: its code stands in the template. */
  readonly saves: readonly (Edit & { readonly of: string; readonly what: "bundle" | "stack" })[];
  /** A function called Greet that is added: its file, and the edit that declares it. */
  readonly added: { readonly file: string; readonly text: string; readonly by: Edit };
  /** A save that cannot be, and what is said of it. */
  readonly broken: Edit & { readonly says: RegExp };
  /** Key of a picture, after which a table has an item or a collection a face. */
  readonly picture: string;
}

const GREETING = 'export const handler = async () => "hello";\n';

/** What each app is put through. */
export const APP_CASES: readonly AppCase[] = [
  {
    name: "registration-cdk",
    python: false,
    saves: [
      {
        file: "functions/register.ts",
        from: "  for (const { s3 } of Records) {",
        to: '  console.log("saved");\n  for (const { s3 } of Records) {',
        of: "Register",
        what: "bundle",
      },
      { file: "functions/authenticate.ts", from: "MaxFaces: 1", to: "MaxFaces: 2", of: "Authenticate", what: "bundle" },
    ],
    added: {
      file: "functions/greet.ts",
      text: GREETING,
      by: {
        file: "app.ts",
        from: 'new CfnOutput(functions, "BucketName"',
        to: 'new NodejsFunction(functions, "Greet", { runtime: Runtime.NODEJS_22_X, entry: entryOf("greet") });\nnew CfnOutput(functions, "BucketName"',
      },
    },
    broken: {
      file: "functions/register.ts",
      from: "const rekognition = new",
      to: "const rekognition == new",
      says: /functions\/register\.ts:\d+:\d+/,
    },
    picture: "nora-lind.jpg",
  },
  {
    name: "attendance",
    python: true,
    saves: [
      {
        file: "functions/enrol/index.mjs",
        from: "  for (const { s3 } of Records) {",
        to: '  console.log("saved");\n  for (const { s3 } of Records) {',
        of: "Enrol",
        what: "bundle",
      },
      {
        file: "functions/mark/mark.py",
        from: '    for record in event["Records"]:',
        to: '    print("saved")\n    for record in event["Records"]:',
        of: "Mark",
        what: "bundle",
      },
    ],
    added: {
      file: "functions/greet/index.mjs",
      text: GREETING,
      by: {
        file: "app.mts",
        from: 'new CfnOutput(stack, "BucketName"',
        to: 'new LambdaFunction(stack, "Greet", { runtime: Runtime.NODEJS_22_X, handler: "index.handler", code: codeOf("greet") });\nnew CfnOutput(stack, "BucketName"',
      },
    },
    broken: {
      file: "app.mts",
      from: 'codeOf("enrol")',
      to: 'codeOf("gone")',
      says: /The CDK app attendance\/cdk\.json failed:[^]*functions\/gone/,
    },
    picture: "pupils/nora.jpg",
  },
  {
    name: "inline-template",
    python: false,
    saves: [
      {
        file: "template.yaml",
        from: "            for (const { s3 } of Records) {",
        to: '            console.log("saved");\n            for (const { s3 } of Records) {',
        of: "Count",
        what: "stack",
      },
    ],
    added: {
      file: "greet/index.mjs",
      text: GREETING,
      by: {
        file: "template.yaml",
        from: "  Permission:",
        to: "  Greet:\n    Type: AWS::Lambda::Function\n    Properties: { Runtime: nodejs22.x, Handler: index.handler, Role: !GetAtt Role.Arn, Code: ./greet }\n\n  Permission:",
      },
    },
    broken: {
      file: "template.yaml",
      from: "      Timeout: 30",
      to: "      Timeout: 3000",
      says: /Count \(AWS::Lambda::Function\): [^]*900/,
    },
    picture: "lunch.jpg",
  },
  {
    name: "registration-sam",
    python: true,
    saves: [
      {
        file: "register/names.py",
        from: "    return",
        to: '    print("saved")\n    return',
        of: "Register",
        what: "bundle",
      },
      { file: "authenticate/app.py", from: "MaxFaces=1", to: "MaxFaces=2", of: "Authenticate", what: "bundle" },
    ],
    added: {
      file: "greet/app.py",
      text: 'def handler(event, context):\n    return "hello"\n',
      by: {
        file: "template.yaml",
        from: "\nOutputs:",
        to: "\n  Greet:\n    Type: AWS::Serverless::Function\n    Properties: { CodeUri: greet/ }\n\nOutputs:",
      },
    },
    broken: {
      file: "template.yaml",
      from: "CodeUri: register/",
      to: "CodeUri: gone/",
      says: /Register has its code at gone\/, and there is no registration-sam\/gone/,
    },
    picture: "nora-lind.jpg",
  },
];
