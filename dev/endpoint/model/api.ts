/** The SDK's client packages, by the names that signatures have; types alone, nothing is loaded. */
interface Clients {
  s3: typeof import("@aws-sdk/client-s3");
  dynamodb: typeof import("@aws-sdk/client-dynamodb");
  lambda: typeof import("@aws-sdk/client-lambda");
  logs: typeof import("@aws-sdk/client-cloudwatch-logs");
  sqs: typeof import("@aws-sdk/client-sqs");
  sts: typeof import("@aws-sdk/client-sts");
  iam: typeof import("@aws-sdk/client-iam");
  monitoring: typeof import("@aws-sdk/client-cloudwatch");
  cloudformation: typeof import("@aws-sdk/client-cloudformation");
  ssm: typeof import("@aws-sdk/client-ssm");
  ecr: typeof import("@aws-sdk/client-ecr");
  kms: typeof import("@aws-sdk/client-kms");
  rekognition: typeof import("@aws-sdk/client-rekognition");
}

/** The services whose operations are known by type. */
export type ApiService = keyof Clients;

/** Names of a service's operations on AWS. */
export type ApiOperation<Service extends ApiService> = {
  [Service_ in ApiService]: Exclude<keyof Clients[Service_] extends infer Key ? CommandOf<Key> : never, "$">;
}[Service];

type CommandOf<Key> = Key extends `${infer Name}Command` ? Name : never;

type CommandClass<Service extends ApiService, Name extends string> = Clients[Service][`${Name}Command` &
  keyof Clients[Service]];

/** What an operation takes, as it is inside of the endpoint: times in epoch seconds, bytes in base64. */
export type ApiInput<Service extends ApiService, Name extends ApiOperation<Service>> =
  CommandClass<Service, Name> extends abstract new (...args: never[]) => { readonly input: infer Input }
    ? Plain<Input>
    : never;

/** What an operation answers, likewise; every member is optional in the SDK's types. */
export type ApiOutput<Service extends ApiService, Name extends ApiOperation<Service>> =
  CommandClass<Service, Name> extends abstract new (...args: never[]) => {
    resolveMiddleware(...args: never[]): (...args: never[]) => Promise<{ output: infer Output }>;
  }
    ? Plain<Omit<Output, "$metadata">>
    : never;

/** A type of the SDK without `undefined`, which stands there for required members as well. */
type Plain<T> = T extends Date
  ? number
  : T extends Uint8Array
    ? string
    : T extends (infer Item)[]
      ? readonly Plain<Item>[]
      : T extends object
        ? { readonly [Name in keyof T]: Plain<Exclude<T[Name], undefined>> }
        : T;
