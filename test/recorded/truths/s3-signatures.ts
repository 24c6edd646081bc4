import { amzDate } from "../../support/hand-signed.ts";
import { type Truths, from, localstack } from "../truth.ts";

const suite = (test: string) => localstack("s3/test_s3", `TestS3PresignedUrl::${test}`, "2023-08-04");

export const TRUTHS: Truths = {
  service: "S3",
  truths: [
    ...from(suite("test_s3_presigned_url_expired[s3v4]"), {
      "a presigned URL of an hour ago that was good for two seconds": {
        ask: (aws) => {
          const timestamp = amzDate(new Date(Date.now() - 3_600_000));
          return aws.signed({ path: `/${aws.bucket}/key` }, { service: "s3", expires: "2", timestamp });
        },
        answer: {
          status: 403,
          code: "AccessDenied",
          message: "Request has expired",
          members: { Expires: /./, ServerTime: /./, "X-Amz-Expires": "2" },
        },
      },
    }),
    ...from(suite("test_s3_put_presigned_url_missing_sig_param[s3v4]"), {
      "a presigned URL that lacks a parameter": {
        ask: (aws) =>
          aws.raw({
            method: "PUT",
            path: `/${aws.bucket}/key`,
            query: {
              "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
              "X-Amz-Credential": "test/20261201/us-east-1/s3/aws4_request",
              "X-Amz-Date": amzDate(new Date()),
              "X-Amz-SignedHeaders": "host",
              "X-Amz-Signature": "0",
            },
            headers: { host: new URL(aws.config.endpoint).host },
            body: "",
          }),
        answer: {
          status: 400,
          code: "AuthorizationQueryParametersError",
          message:
            "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
        },
      },
    }),
    ...from(suite("test_s3_put_presigned_url_same_header_and_qs_parameter"), {
      "a presigned URL beside a header that it does not cover": {
        async ask(aws) {
          const path = `/${await aws.made()}/key`;
          return aws.signed(
            { method: "PUT", path, headers: { "x-amz-expires": "60" } },
            { service: "s3", expires: "60", signedHeaders: ["host"] },
          );
        },
        answer: {
          status: 403,
          code: "AccessDenied",
          message: "There were headers present in the request which were not signed",
          members: { HeadersNotSigned: "x-amz-expires" },
        },
      },
    }),
  ],
};
