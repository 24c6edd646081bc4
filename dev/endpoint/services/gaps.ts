import { REKOGNITION_GAPS } from "../../rekognition/gaps.ts";
import { CLOUDFORMATION_GAPS } from "./cloudformation/gaps.ts";
import { CLOUDWATCH_GAPS } from "./cloudwatch/gaps.ts";
import { DYNAMODB_GAPS } from "./dynamodb/gaps.ts";
import { ECR_GAPS } from "./ecr/gaps.ts";
import { IAM_GAPS } from "./iam/gaps.ts";
import { KMS_GAPS } from "./kms/gaps.ts";
import { LAMBDA_GAPS } from "./lambda/gaps.ts";
import { LOGS_GAPS } from "./logs/gaps.ts";
import { S3_GAPS } from "./s3/gaps.ts";
import type { ServiceName } from "../service.ts";
import type { ServiceGaps } from "./service-gaps.ts";
import { SQS_GAPS } from "./sqs/gaps.ts";
import { SSM_GAPS } from "./ssm/gaps.ts";
import { STS_GAPS } from "./sts/gaps.ts";

/** What each service leaves out and where it differs: the source of `dev/docs/gaps.md`, in the order of that page. */
export const GAPS: Readonly<Record<ServiceName, ServiceGaps>> = {
  s3: S3_GAPS,
  lambda: LAMBDA_GAPS,
  dynamodb: DYNAMODB_GAPS,
  rekognition: REKOGNITION_GAPS,
  logs: LOGS_GAPS,
  monitoring: CLOUDWATCH_GAPS,
  sqs: SQS_GAPS,
  iam: IAM_GAPS,
  sts: STS_GAPS,
  ssm: SSM_GAPS,
  cloudformation: CLOUDFORMATION_GAPS,
  ecr: ECR_GAPS,
  kms: KMS_GAPS,
};
