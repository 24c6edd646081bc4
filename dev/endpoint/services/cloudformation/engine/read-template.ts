import { Readable } from "node:stream";
import * as v from "valibot";
import { readBody } from "../../../http/protocol/body.ts";
import type { Call, Host } from "../../../service.ts";
import { validationError } from "../errors.ts";

/** Largest template that AWS reads from S3, in bytes; a body in the request may have 51,200. */
const LARGEST_AT_URL = 1_048_576;

/** The template's text: from the request, or from a bucket of this endpoint. */
export async function readTemplate(
  host: Host,
  request: { readonly TemplateBody?: string | undefined; readonly TemplateURL?: string | undefined },
  call: Call,
): Promise<string | undefined> {
  if (request.TemplateURL === undefined) return request.TemplateBody;
  const { bucket, key } = locate(request.TemplateURL);
  try {
    const answer = await host.dispatch("s3", "GetObject", { Bucket: bucket, Key: key }, call);
    const { Body } = v.parse(v.object({ Body: v.instance(Readable) }), answer);
    return (await readBody(Body, LARGEST_AT_URL)).toString("utf8");
  } catch (error) {
    throw validationError(
      `S3 error: ${error instanceof Error ? error.message : String(error)} (s3://${bucket}/${key}). ` +
        "For more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html",
    );
  }
}

function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    throw validationError("TemplateURL must be a supported URL.");
  }
}

/** Bucket and key of a URL in path style (an address, `localhost`, `s3.…`) or with the bucket in the host's name. */
function locate(templateUrl: string): { bucket: string; key: string } {
  const url = URL.parse(templateUrl);
  if (url === null || !/^https?:$/.test(url.protocol)) throw validationError("TemplateURL must be a supported URL.");
  const path = decoded(url.pathname).slice(1);
  const host = url.hostname;
  const pathStyle = /^[\d.]+$/.test(host) || host.startsWith("[") || host === "localhost" || /^s3[.-]/.test(host);
  if (!pathStyle) return { bucket: host.split(/\.(?=s3[.-]|localhost)/)[0] ?? host, key: path };
  const at = path.indexOf("/");
  if (at <= 0) throw validationError("TemplateURL must reference a valid S3 object to which you have access.");
  return { bucket: path.slice(0, at), key: path.slice(at + 1) };
}
