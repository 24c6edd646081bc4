/** Faults that most apps meet one day: all calls of functions, until they are switched off. */
export const SWITCHES = [
  { text: "Rekognition throttles", fault: { service: "rekognition", operation: undefined, kind: "throttling" } },
  { text: "DynamoDB throttles", fault: { service: "dynamodb", operation: undefined, kind: "throttling" } },
  { text: "DynamoDB fails by itself", fault: { service: "dynamodb", operation: undefined, kind: "server-error" } },
  { text: "S3 does not let objects be read", fault: { service: "s3", operation: "GetObject", kind: "access-denied" } },
] as const;
