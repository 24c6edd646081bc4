import type { Environment } from "./environment.ts";

/**
 * The variables that point AWS tools and tests at an environment: `AWS_ENDPOINT_URL`, region, test credentials, and
 * under `DOPPELFACE_…` the names of the stacks' resources, of each kind of which there is one.
 */
export function environmentVariables({ connection, resources }: Environment): Record<string, string> {
  const { bucket, table, picturesTable, collection, functionName, logGroup } = resources.toJSON();
  const names = {
    DOPPELFACE_BUCKET: bucket,
    DOPPELFACE_TABLE: table,
    DOPPELFACE_PICTURES_TABLE: picturesTable,
    DOPPELFACE_COLLECTION: collection,
    DOPPELFACE_FUNCTION: functionName,
    DOPPELFACE_LOG_GROUP: logGroup,
  };
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
    ...Object.fromEntries(Object.entries(names).filter(([, name]) => name !== undefined)),
  };
}
