import type { ServiceGaps } from "../../service-definition.ts";

const BUCKET = ["AWS::S3::Bucket"];

/** What S3 leaves out, and where it differs. */
export const S3_GAPS: ServiceGaps = {
  unnamed: ["PostObject"],
  partly: {
    PutBucketNotificationConfiguration: "destinations other than functions are refused",
    DeleteObject: "no MFA delete",
    DeleteObjects: "no MFA delete",
    PutBucketVersioning: "no MFA delete",
  },
  refused: [
    {
      concerns: BUCKET,
      text: "ACLs, logging, website, replication, object lock, acceleration, requester pays: they are read as where nobody has put them",
    },
    {
      concerns: BUCKET,
      text: "SSE-C and dual-layer SSE-KMS, bucket keys of KMS, storage classes other than STANDARD, MFA delete",
    },
    { concerns: BUCKET, text: "notifications to queues, topics and EventBridge" },
  ],
  differences: [
    {
      concerns: BUCKET,
      text: "nothing is encrypted at rest: `aws:kms` and its key are stored and returned, the key has to be there, and no permission on it is asked for; the ETag stays the MD5",
    },
    { concerns: BUCKET, text: "changed tags are told to no function" },
    {
      concerns: BUCKET,
      text: "parts are read by 1, 2, 3, whatever numbers they were put under",
    },
    {
      concerns: BUCKET,
      text: "CompleteMultipartUpload answers once the parts are one file; sent a second time it answers the same, until another object takes the key",
    },
    {
      concerns: BUCKET,
      text: "CORS rules let a page read, list, write and remove objects; a page cannot change a bucket's settings, whatever the rules",
    },
    {
      concerns: [...BUCKET, "AWS::S3::BucketPolicy"],
      text: "lifecycle rules, bucket policies and the block of public access are stored and returned, not applied",
    },
    {
      concerns: BUCKET,
      text: "a page (HTML, SVG) that a browser opens by a presigned URL is sandboxed: `Content-Security-Policy: sandbox allow-scripts allow-forms` and `X-Content-Type-Options: nosniff`, since AWS has no control routes on the origin of a bucket ([who may come in](limits.md#who-may-come-in))",
    },
    {
      concerns: BUCKET,
      text: "an access-denied text names the missing action, as AWS does within one account; across accounts AWS says only `Access Denied`",
    },
    {
      concerns: BUCKET,
      text: "a form of a page (presigned POST) needs a CORS rule of the bucket that lets it send one, since a page here could sign one by itself; on AWS it needs the rule to read the answer",
    },
    { concerns: BUCKET, text: "`sourceIPAddress` of an event is always 127.0.0.1" },
    {
      concerns: ["AWS::Lambda::Permission"],
      text: "whether a function's resource policy lets S3 invoke it is checked when the notification is put, not when an event is sent",
    },
    {
      concerns: BUCKET,
      text: "an object whose file does not fit its row, after a power loss or because somebody changed it, answers `ObjectDamaged` (409), a code of our own",
    },
    {
      concerns: BUCKET,
      text: "presigned URLs of signature version 2 (`aws s3 presign` of the CLI version 1 makes them) are good in every region; on AWS in those from before 2014",
    },
  ],
};
