import type { Call } from "../../../service.ts";
import { encodeKey } from "../encode-key.ts";
import { hostId, ownerPrincipalId, principalId } from "../identity.ts";
import type { BucketRow } from "../store/buckets.ts";
import { sequencerOf } from "../store/objects.ts";

/** What happened to an object. */
export interface ObjectEvent {
  /** Without `s3:`, for example `ObjectCreated:Put`. */
  readonly name: string;
  readonly key: string;
  /** Undefined for removals. */
  readonly content?: { readonly size: number; readonly etag: string };
  /** Undefined in a bucket without versioning. */
  readonly versionId?: string;
  readonly sequence: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The payload that S3 sends to a function: one record, message structure 2.1. */
export function eventPayload(event: ObjectEvent, bucket: BucketRow, configurationId: string, call: Call): string {
  return JSON.stringify({
    Records: [
      {
        eventVersion: "2.1",
        eventSource: "aws:s3",
        awsRegion: bucket.region,
        eventTime: new Date(event.at).toISOString(),
        eventName: event.name,
        userIdentity: { principalId: principalId(call.caller) },
        requestParameters: { sourceIPAddress: "127.0.0.1" },
        responseElements: { "x-amz-request-id": call.requestId, "x-amz-id-2": hostId(call.requestId) },
        s3: {
          s3SchemaVersion: "1.0",
          configurationId,
          bucket: {
            name: bucket.name,
            ownerIdentity: { principalId: ownerPrincipalId(bucket.account) },
            arn: `arn:aws:s3:::${bucket.name}`,
          },
          object: {
            key: encodeKey(event.key),
            size: event.content?.size,
            eTag: event.content?.etag.replaceAll('"', ""),
            versionId: event.versionId,
            sequencer: sequencerOf(event.sequence),
          },
        },
      },
    ],
  });
}
