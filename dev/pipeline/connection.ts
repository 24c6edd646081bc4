/** How AWS clients reach an environment: what their constructors take. */
export interface Connection {
  /** URL of the endpoint. */
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}
