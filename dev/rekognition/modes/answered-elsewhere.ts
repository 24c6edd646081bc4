import { ServiceError } from "../../endpoint/errors.ts";
import { OPERATIONS } from "../service-model.ts";

/** The answer of mode `local` for an operation of the other modes, such as DetectLabels; undefined for any other. */
export function answeredElsewhere(operation: string): ServiceError | undefined {
  if (!OPERATIONS.some((name) => name === operation)) return undefined;
  return new ServiceError(
    "UnsupportedOperation",
    `rekognition ${operation} has no model here. AWS answers it with --rekognition record, which keeps the answers for ` +
      "--rekognition replay, or with --rekognition aws. What each mode answers: dev/docs/rekognition.md.",
  );
}
