import { REKOGNITION_SERVICE } from "../../rekognition/definition.ts";
import type { ServiceDefinition } from "../service-definition.ts";
import type { ServiceName } from "../service.ts";
import { CLOUDFORMATION_SERVICE } from "./cloudformation/definition.ts";
import { CLOUDWATCH_SERVICE } from "./cloudwatch/definition.ts";
import { DYNAMODB_SERVICE } from "./dynamodb/definition.ts";
import { ECR_SERVICE } from "./ecr/definition.ts";
import { IAM_SERVICE } from "./iam/definition.ts";
import { KMS_SERVICE } from "./kms/definition.ts";
import { LAMBDA_SERVICE } from "./lambda/definition.ts";
import { LOGS_SERVICE } from "./logs/definition.ts";
import { S3_SERVICE } from "./s3/definition.ts";
import { SQS_SERVICE } from "./sqs/definition.ts";
import { SSM_SERVICE } from "./ssm/definition.ts";
import { STS_SERVICE } from "./sts/definition.ts";

const BY_NAME: { readonly [Name in ServiceName]: ServiceDefinition<Name> } = {
  s3: S3_SERVICE,
  dynamodb: DYNAMODB_SERVICE,
  iam: IAM_SERVICE,
  sts: STS_SERVICE,
  ssm: SSM_SERVICE,
  sqs: SQS_SERVICE,
  monitoring: CLOUDWATCH_SERVICE,
  ecr: ECR_SERVICE,
  kms: KMS_SERVICE,
  rekognition: REKOGNITION_SERVICE,
  cloudformation: CLOUDFORMATION_SERVICE,
  logs: LOGS_SERVICE,
  lambda: LAMBDA_SERVICE,
};

/** Every service of the endpoint, in the order in which they start; each other list of services is made of it. */
export const SERVICES: readonly ServiceDefinition[] = Object.values(BY_NAME);

/** Every service, one of them made in another way. */
export function servicesWith(other: ServiceDefinition): readonly ServiceDefinition[] {
  return SERVICES.map((definition) => (definition.name === other.name ? other : definition));
}
