import { createIamService } from "./iam/index.ts";
import { createRekognitionService } from "../rekognition/index.ts";
import type { ServiceFactory } from "./service.ts";
import { createStsService } from "./sts/index.ts";

/** Every service of the endpoint, registered here and nowhere else. */
export const SERVICES: readonly ServiceFactory[] = [createIamService, createStsService, createRekognitionService];
