import { amzDate } from "./hand-signed.ts";

/**
 * Headers with a signature that is well formed, and of a key that is nobody's, so that it is not checked.
 * @param headers what is sent besides, all of it signed
 */
export function uncheckedSignature(
  service: string,
  headers: Readonly<Record<string, string>> = {},
  region = "us-east-1",
): Record<string, string> {
  const date = amzDate(new Date());
  const all = { "x-amz-date": date, "x-amz-content-sha256": "UNSIGNED-PAYLOAD", ...headers };
  const names = new Set(["host", ...Object.keys(all).map((name) => name.toLowerCase())]);
  const scope = `${date.slice(0, 8)}/${region}/${service}/aws4_request`;
  return {
    authorization: `AWS4-HMAC-SHA256 Credential=AKIANOBODY/${scope}, SignedHeaders=${[...names].toSorted().join(";")}, Signature=00`,
    ...all,
  };
}
