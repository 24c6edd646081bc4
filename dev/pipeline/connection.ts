import type { keepErrorBodies } from "./answered-error.ts";

/** How AWS clients reach an environment: what their constructors take. */
export interface Connection {
  /** URL of the endpoint. */
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** For an endpoint by name, whose buckets are not names of hosts. */
  readonly forcePathStyle?: true;
  /** With which the control routes of an embedded endpoint change something. */
  readonly controlToken?: string | undefined;
  /** For clients of an emulator that may answer otherwise than AWS does. */
  readonly extensions?: (typeof keepErrorBodies)[];
  /** URL of Rekognition where it is not at the endpoint: beside another AWS emulator. */
  readonly rekognitionEndpoint?: string;
}

/** How clients of Rekognition reach it. */
export function rekognitionConnection({
  rekognitionEndpoint,
  ...connection
}: Partial<Connection>): Partial<Connection> {
  return rekognitionEndpoint === undefined ? connection : { ...connection, endpoint: rekognitionEndpoint };
}
