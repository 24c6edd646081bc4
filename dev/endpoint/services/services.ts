import { createCloudFormationService } from "./cloudformation/index.ts";
import { createCloudWatchService } from "./cloudwatch/index.ts";
import { createDynamodbService } from "./dynamodb/index.ts";
import { createEcrService } from "./ecr/index.ts";
import { createIamService } from "./iam/index.ts";
import { createRekognitionService } from "../../rekognition/index.ts";
import { createS3Service } from "./s3/index.ts";
import { createKmsService } from "./kms/index.ts";
import { createLambdaService } from "./lambda/index.ts";
import { createLogsService } from "./logs/index.ts";
import type { ServiceFactory } from "../service.ts";
import { createSqsService } from "./sqs/index.ts";
import { createSsmService } from "./ssm/index.ts";
import { createStsService } from "./sts/index.ts";

/** Every service of the endpoint, registered here and nowhere else. */
export const SERVICES: readonly ServiceFactory[] = [
  createS3Service,
  createDynamodbService,
  createIamService,
  createStsService,
  createSsmService,
  createSqsService,
  createCloudWatchService,
  createEcrService,
  createKmsService,
  createRekognitionService,
  createCloudFormationService,
  createLogsService,
  createLambdaService,
];

/** Every service, with Rekognition's calls answered in another way than by the local model. */
export function servicesWith(rekognition: ServiceFactory): ServiceFactory[] {
  return SERVICES.map((factory) => (factory === createRekognitionService ? rekognition : factory));
}
