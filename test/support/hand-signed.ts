import { createHash, createHmac } from "node:crypto";
import type { RawRequest } from "./signed-request.ts";

/** What a signer may get wrong. */
export interface HandSigning {
  readonly service: string;
  readonly accessKeyId?: string;
  /** Names in lower case, in order; every header by default. */
  readonly signedHeaders?: readonly string[];
  /** `yyyymmddThhmmssZ`, now by default. */
  readonly timestamp?: string;
  /** `yyyymmdd`, that of the timestamp by default. */
  readonly scopeDate?: string;
  /** `X-Amz-Expires` as it stands in a presigned URL; signed in the header where it is absent. */
  readonly expires?: string;
}

/** Signs as the documentation of version 4 says, apart from any SDK, so that each part may be another than theirs. */
export function handSigned(url: string, request: Partial<RawRequest>, signing: HandSigning): RawRequest {
  const { service, accessKeyId = "test", timestamp = amzDate(new Date()), expires } = signing;
  const scopeDate = signing.scopeDate ?? timestamp.slice(0, 8);
  const scope = `${scopeDate}/us-east-1/${service}/aws4_request`;
  const { method = "GET", path = "/", body = "" } = request;
  const inQuery = expires !== undefined;
  const payload = inQuery && service === "s3" ? "UNSIGNED-PAYLOAD" : sha256(body);
  const headers: Record<string, string> = {
    host: new URL(url).host,
    ...(inQuery ? {} : { "x-amz-date": timestamp, ...(service === "s3" ? { "x-amz-content-sha256": payload } : {}) }),
    ...request.headers,
  };
  const names = signing.signedHeaders ?? Object.keys(headers).toSorted();
  const query: Record<string, string> = {
    ...request.query,
    ...(inQuery
      ? {
          "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
          "X-Amz-Credential": `${accessKeyId}/${scope}`,
          "X-Amz-Date": timestamp,
          "X-Amz-Expires": expires,
          "X-Amz-SignedHeaders": names.join(";"),
        }
      : {}),
  };
  const canonical = [
    method,
    path,
    Object.keys(query)
      .toSorted()
      .map((name) => `${encodeURIComponent(name)}=${encodeURIComponent(query[name] ?? "")}`)
      .join("&"),
    ...names.map((name) => `${name}:${headers[name] ?? ""}`),
    "",
    names.join(";"),
    payload,
  ].join("\n");
  const key = scope.split("/").reduce<Buffer | string>((secret, part) => hmac(secret, part), "AWS4test");
  const signature = hmac(key, ["AWS4-HMAC-SHA256", timestamp, scope, sha256(canonical)].join("\n")).toString("hex");
  if (inQuery) query["X-Amz-Signature"] = signature;
  else {
    headers["authorization"] =
      `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
  }
  return { method, path, query, headers, body };
}

/** A time as version 4 writes it. */
export function amzDate(time: Date): string {
  return time.toISOString().replace(/[-:]|\.\d+/g, "");
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}
