import { type Signature, scopeOf, sha256, signatureOf } from "./sigv4.ts";

/** For whom, and for how long, a URL is signed. */
export interface Presigning {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
  readonly service: string;
  readonly seconds: number;
}

/**
 * Signs a GET to another service than S3 so that whoever has the URL may send it.
 * @param url without a query
 * @param now epoch milliseconds
 */
export function presignedGet(url: string, signing: Presigning, now: number): string {
  const { host, pathname: path } = new URL(url);
  const timestamp = new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
  const scope = { date: timestamp.slice(0, 8), region: signing.region, service: signing.service };
  const query = new URLSearchParams({
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": `${signing.accessKeyId}/${scopeOf(scope)}`,
    "X-Amz-Date": timestamp,
    "X-Amz-Expires": String(signing.seconds),
    "X-Amz-SignedHeaders": "host",
  });
  const signature: Signature = {
    ...scope,
    form: "v4",
    accessKeyId: signing.accessKeyId,
    signedHeaders: ["host"],
    signature: "",
    timestamp,
    expires: signing.seconds,
    sessionToken: undefined,
    payload: sha256(""),
  };
  const request = { method: "GET", path, rawQuery: query.toString(), query, headers: { host } };
  query.set("X-Amz-Signature", signatureOf(request, signature, signing.secretAccessKey));
  return `${url}?${query.toString()}`;
}
