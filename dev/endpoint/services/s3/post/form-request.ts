import type { Readable } from "node:stream";
import type { CrossOriginRequest, SignedForm } from "../../../service.ts";
import { readAddress } from "../address.ts";
import type { S3Context } from "../context.ts";
import { preconditionFailed } from "../errors.ts";
import { readFormSignature } from "./form-signature.ts";
import { readForm } from "./read-form.ts";

/**
 * Reads a form that uploads a file into a bucket, up to its file; undefined for any other request. Throws what is wrong
 * with it, once it is read.
 */
export async function readSignedForm(
  { host, buckets }: S3Context,
  request: CrossOriginRequest,
  body: Readable,
): Promise<SignedForm | undefined> {
  const { bucket, key } = readAddress(request.headers.host, request.path);
  const isOfBucket = bucket !== undefined && key === undefined && request.query.size === 0;
  if (request.method !== "POST" || !isOfBucket) return undefined;
  const contentType = request.headers["content-type"] ?? "";
  if (!/^multipart\/form-data/i.test(contentType)) {
    throw preconditionFailed("Bucket POST must be of the enclosure-type multipart/form-data");
  }
  const form = await readForm(contentType, body);
  try {
    const found = await host.state.read(() => buckets.find(bucket));
    return { ...form, signature: readFormSignature(form.fields, found?.region ?? host.settings.region) };
  } catch (error) {
    await form.drain();
    throw error;
  }
}
