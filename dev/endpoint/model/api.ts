import type * as cloudformation from "@aws-sdk/client-cloudformation";
import type * as monitoring from "@aws-sdk/client-cloudwatch";
import type * as logs from "@aws-sdk/client-cloudwatch-logs";
import type * as dynamodb from "@aws-sdk/client-dynamodb";
import type * as ecr from "@aws-sdk/client-ecr";
import type * as iam from "@aws-sdk/client-iam";
import type * as kms from "@aws-sdk/client-kms";
import type * as lambda from "@aws-sdk/client-lambda";
import type * as rekognition from "@aws-sdk/client-rekognition";
import type * as s3 from "@aws-sdk/client-s3";
import type * as sqs from "@aws-sdk/client-sqs";
import type * as ssm from "@aws-sdk/client-ssm";
import type * as sts from "@aws-sdk/client-sts";

/** The SDK's client packages, by the names that signatures have; types alone, nothing is loaded. */
interface Clients {
  s3: typeof s3;
  dynamodb: typeof dynamodb;
  lambda: typeof lambda;
  logs: typeof logs;
  sqs: typeof sqs;
  sts: typeof sts;
  iam: typeof iam;
  monitoring: typeof monitoring;
  cloudformation: typeof cloudformation;
  ssm: typeof ssm;
  ecr: typeof ecr;
  kms: typeof kms;
  rekognition: typeof rekognition;
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

/** What a call in process gives an operation: its members by their names; the operation itself checks their values. */
export type ApiRequest<Service extends ApiService, Name extends ApiOperation<Service>> = {
  readonly [Member in keyof ApiInput<Service, Name>]: unknown;
};

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
