import * as v from "valibot";

const port = v.pipe(
  v.union([v.string(), v.number()]),
  v.transform(Number),
  v.integer(),
  v.minValue(0),
  v.maxValue(65_535),
);

const names = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((value) => [value].flat().flatMap((part) => part.split(","))),
  v.array(v.pipe(v.string(), v.trim(), v.regex(/^[a-z0-9._-]+$/i))),
  v.readonly(),
);

const scalar = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));

/** `NAME=VALUE,NAME=VALUE`, one of them each time a flag is said, or an object. */
const pairs = v.union([
  v.pipe(
    v.union([
      v.pipe(
        v.string(),
        v.transform((text) => text.split(/,(?=[A-Za-z0-9]+=)/)),
      ),
      v.array(v.string()),
    ]),
    v.array(v.pipe(v.string(), v.regex(/^[A-Za-z0-9]+=/))),
    v.transform((all) =>
      Object.fromEntries(all.map((pair) => [pair.split("=", 1)[0] ?? "", pair.replace(/^[^=]*=/, "")])),
    ),
  ),
  v.record(v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9]*$/)), scalar),
]);

const flag = v.pipe(
  v.union([v.boolean(), v.picklist(["true", "false", "1", "0"])]),
  v.transform((value) => value === true || value === "true" || value === "1"),
);

const yesNo = { schema: flag, default: false } as const;

const url = v.optional(v.pipe(v.string(), v.url(), v.startsWith("http")));

/** Each setting: its schema, its default, and what is expected of it, in the words of the error that a user reads. */
export const SETTINGS = {
  app: {
    schema: v.optional(v.pipe(v.string(), v.nonEmpty())),
    default: undefined,
    expected: "a folder with a CDK app or a template, a `cdk.json`, or a template of CloudFormation or SAM",
  },
  parameters: {
    schema: pairs,
    default: {},
    expected: "NAME=VALUE for each parameter of the app's templates, as an object in package.json",
  },
  engine: {
    schema: v.picklist(["embedded", "localstack"]),
    default: "embedded",
    expected: "'embedded' (every service in one process) or 'localstack' (LocalStack, or any AWS emulator at a URL)",
  },
  endpoint: {
    schema: url,
    default: undefined,
    expected: "the URL of the AWS emulator of engine 'localstack'",
  },
  wait: {
    schema: v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.number(), v.minValue(0)),
    default: 0,
    expected: "seconds to wait for that emulator, where it is not up yet",
  },
  hostEndpoint: {
    schema: url,
    default: undefined,
    expected: "the URL at which the user reaches that emulator, where it is another one from here",
  },
  rekognitionEndpoint: {
    schema: url,
    default: undefined,
    expected: "the URL of a `doppelface rekognition` beside that emulator; without it one is started",
  },
  functionRekognition: {
    schema: url,
    default: undefined,
    expected: "the URL at which that emulator's functions reach Rekognition",
  },
  builds: {
    schema: v.optional(v.pipe(v.string(), v.startsWith("/"))),
    default: undefined,
    expected: "an absolute folder for bundles, the same where functions run",
  },
  consolePort: {
    schema: port,
    default: 4578,
    expected: "a port of the console beside an AWS emulator, 0 for any free one",
  },
  port: {
    schema: port,
    default: 4566,
    expected: "a port, 0 for any free one",
  },
  host: {
    schema: v.pipe(v.string(), v.nonEmpty()),
    default: "127.0.0.1",
    expected: "an address to listen on",
  },
  allowHost: {
    schema: names,
    default: [],
    expected: "names that a Host header may have, separated by commas, without port",
  },
  state: {
    schema: v.pipe(v.string(), v.nonEmpty()),
    default: ".doppelface",
    expected: "a folder",
  },
  durability: {
    schema: v.picklist(["process", "disk"]),
    default: "process",
    expected: "'process' (an acknowledged write survives a killed process) or 'disk' (power loss as well)",
  },
  retryDelay: {
    schema: v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.number(), v.minValue(0)),
    default: 60,
    expected: "seconds before the first retry of an asynchronous invocation",
  },
  iam: {
    schema: v.picklist(["enforce", "audit"]),
    default: "enforce",
    expected: "'enforce' (refuse what the role does not allow) or 'audit' (let it pass)",
  },
  preload: {
    schema: flag,
    default: true,
    expected: "true or false (import a function's packages ahead of its code, so that a save is live sooner)",
  },
  strict: {
    schema: flag,
    default: false,
    expected: "true or false (refuse access keys that were not handed out here)",
  },
  rekognition: {
    schema: v.picklist(["local", "replay", "record", "aws"]),
    default: "local",
    expected:
      "'local' (the face model), 'replay' (recordings), 'record' (an upstream, recorded) or 'aws' (an upstream)",
  },
  embedder: {
    schema: v.optional(v.pipe(v.string(), v.nonEmpty())),
    default: undefined,
    expected: "an ONNX file that makes vectors of faces, in place of our own",
  },
  embedderInput: {
    schema: v.pipe(v.string(), v.regex(/^(rgb|bgr),-?\d+(\.\d+)?,\d*[1-9.]\d*$/)),
    default: "rgb,127.5,127.5",
    expected: "the embedder's order of channels, and what is subtracted and divided by: for example 'rgb,127.5,127.5'",
  },
  recordings: {
    schema: v.pipe(v.string(), v.regex(/^[\w./-]*\w$/)),
    default: "default",
    expected: "the name of a set in fixtures/recordings, or a path with a slash",
  },
  upstream: {
    schema: url,
    default: undefined,
    expected: "the URL of a Rekognition endpoint; without it 'record' and 'aws' call AWS",
  },
  prefix: {
    schema: v.optional(v.pipe(v.string(), v.regex(/^[a-zA-Z0-9_.-]*$/))),
    default: undefined,
    expected: "letters, digits and _.- before names of collections of an upstream",
  },
  maxCalls: {
    schema: v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.integer(), v.minValue(0)),
    default: 1000,
    expected: "a whole number: most calls of an upstream in one run",
  },
  yes: {
    ...yesNo,
    expected: "true or false (call the upstream of 'record' and 'aws' without being asked)",
  },
  update: {
    ...yesNo,
    expected: "true or false ('record' replaces answers that the upstream now gives otherwise)",
  },
  attributes: {
    ...yesNo,
    expected: "true or false ('record' stores age, gender and emotions)",
  },
  consent: {
    schema: v.optional(v.pipe(v.string(), v.minLength(3))),
    default: undefined,
    expected: "what the people in photographs that 'record' stores agreed to",
  },
  expires: {
    schema: v.optional(v.pipe(v.string(), v.isoDate())),
    default: undefined,
    expected: "a day, YYYY-MM-DD, from which what 'record' stores is not used any more",
  },
  s3Endpoint: {
    schema: url,
    default: undefined,
    expected: "the URL of the S3 that `doppelface rekognition` reads pictures from",
  },
} as const;

/** Name of a setting: the key in `package.json`, `DOPPELFACE_<NAME>` and `--<name>`. */
export type SettingName = keyof typeof SETTINGS;

/** The settings of one run, parsed. */
export type Settings = { readonly [Name in SettingName]: v.InferOutput<(typeof SETTINGS)[Name]["schema"]> };

/** Account of the `test` keys. */
export const ACCOUNT = "000000000000";

/** Where LocalStack is by default. */
export const LOCALSTACK = "http://127.0.0.1:4566";

/** Region that the environment is deployed in. */
export const REGION = "us-east-1";
