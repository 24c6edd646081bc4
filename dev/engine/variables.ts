import type { Environment } from "./environment.ts";

/**
 * The variables that point AWS tools and tests at an environment: `AWS_ENDPOINT_URL`, region, test credentials, and
 * the names of the stack's resources under `DOPPELFACE_…`.
 */
export function environmentVariables({ connection, resources }: Environment): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: connection.endpoint,
    ...(connection.rekognitionEndpoint === undefined
      ? {}
      : { AWS_ENDPOINT_URL_REKOGNITION: connection.rekognitionEndpoint }),
    ...(connection.controlToken === undefined ? {} : { DOPPELFACE_CONTROL_TOKEN: connection.controlToken }),
    AWS_REGION: connection.region,
    AWS_DEFAULT_REGION: connection.region,
    AWS_ACCESS_KEY_ID: connection.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: connection.credentials.secretAccessKey,
    DOPPELFACE_BUCKET: resources.bucket,
    DOPPELFACE_TABLE: resources.table,
    DOPPELFACE_PICTURES_TABLE: resources.picturesTable,
    DOPPELFACE_COLLECTION: resources.collection,
    DOPPELFACE_FUNCTION: resources.functionName,
    DOPPELFACE_LOG_GROUP: resources.logGroup,
  };
}
