import type { ServiceName } from "../endpoint/service.ts";

const PACKAGES: Readonly<Record<ServiceName, () => Promise<object>>> = {
  s3: () => import("@aws-sdk/client-s3"),
  lambda: () => import("@aws-sdk/client-lambda"),
  dynamodb: () => import("@aws-sdk/client-dynamodb"),
  rekognition: () => import("@aws-sdk/client-rekognition"),
  logs: () => import("@aws-sdk/client-cloudwatch-logs"),
  monitoring: () => import("@aws-sdk/client-cloudwatch"),
  sqs: () => import("@aws-sdk/client-sqs"),
  iam: () => import("@aws-sdk/client-iam"),
  sts: () => import("@aws-sdk/client-sts"),
  ssm: () => import("@aws-sdk/client-ssm"),
  cloudformation: () => import("@aws-sdk/client-cloudformation"),
  ecr: () => import("@aws-sdk/client-ecr"),
  kms: () => import("@aws-sdk/client-kms"),
};

/** Names of all operations that a service has on AWS, sorted, as its SDK client in this project knows them. */
export async function apiOperations(service: ServiceName): Promise<string[]> {
  return Object.keys(await PACKAGES[service]())
    .filter((name) => name.endsWith("Command") && !name.startsWith("$"))
    .map((name) => name.slice(0, -"Command".length))
    .toSorted();
}
