import * as v from "valibot";
import { ControlError, jsonAnswer } from "../../endpoint/http/control.ts";
import type { ControlRequest, HttpResponse } from "../../endpoint/service.ts";
import type { AwsClients } from "./aws-clients.ts";
import { sniff } from "./sniff.ts";

/** Rekognition takes no more from S3. */
const LIMIT = 15 << 20;

const Target = v.object({
  bucket: v.pipe(v.string(), v.nonEmpty()),
  key: v.pipe(v.string(), v.nonEmpty(), v.maxLength(1024)),
});

/** Puts the body into a bucket, `?bucket=…&key=…`, with the type that its first bytes tell. */
export async function putUpload(clients: AwsClients, request: ControlRequest): Promise<HttpResponse> {
  const target = v.safeParse(Target, Object.fromEntries(request.query));
  if (!target.success) throw new ControlError(400, "Expected ?bucket=…&key=… and the file as body.");
  const { bucket, key } = target.output;
  const bytes = await request.bytes(LIMIT);
  const format = sniff(bytes);
  const { VersionId } = await clients.call("s3:PutObject", {
    Bucket: bucket,
    Key: key,
    Body: bytes,
    ...(format === undefined ? {} : { ContentType: `image/${format}` }),
  });
  return jsonAnswer({ bucket, key, ...(VersionId === undefined ? {} : { version: VersionId }) }, 201);
}
