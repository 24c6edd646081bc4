import { amzDate } from "../../support/hand-signed.ts";
import { bucketWith } from "../s3-steps.ts";
import { type Answer, type Expected, type Source, type Truth, type Truths, from } from "../truth.ts";

/** Asked of S3 itself, with a key of nobody's; texts and order as `dev/endpoint/http/protocol/check-form.ts` has them. */
const ASKED: Source = { where: "S3 in us-east-1, asked with a key that is nobody's", when: "2026-09-29" };
const SIGNED: Source = {
  where: "https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, SignedHeaders",
  when: "2026-12-01",
};

const expires = (text: string): Truth["ask"] => {
  return (aws) => aws.signed({ path: `/${aws.bucket}/key` }, { service: "s3", expires: text });
};
const parameters = (message: string): Answer => ({ status: 400, code: "AuthorizationQueryParametersError", message });
const denied = (members: Record<string, Expected>): Answer => ({
  status: 403,
  code: "AccessDenied",
  message: "There were headers present in the request which were not signed",
  members,
});
const WEEK =
  "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds";

export const TRUTHS: Truths = {
  service: "S3",
  truths: [
    ...from(ASKED, {
      "X-Amz-Expires of 604801": { ask: expires("604801"), answer: parameters(WEEK) },
      "X-Amz-Expires of -1": { ask: expires("-1"), answer: parameters("X-Amz-Expires must be non-negative") },
      ...Object.fromEntries(
        ["abc", "1e3", "0x3c", "100.5", ""].map((text) => [
          `X-Amz-Expires of '${text}'`,
          { ask: expires(text), answer: parameters("X-Amz-Expires should be a number") },
        ]),
      ),
      "a presigned URL without X-Amz-Expires": {
        ask: (aws) =>
          aws.raw({
            method: "GET",
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
        answer: parameters(
          "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
        ),
      },
      "a presigned URL of an hour ago that was good for a minute": {
        ask: (aws) => {
          const timestamp = amzDate(new Date(Date.now() - 3_600_000));
          return aws.signed({ path: `/${aws.bucket}/key` }, { service: "s3", expires: "60", timestamp });
        },
        answer: { status: 403, code: "AccessDenied", message: "Request has expired" },
      },
      "a header's signature of another day than its date": {
        ask: (aws) => aws.signed({ path: `/${aws.bucket}/key` }, { service: "s3", scopeDate: "20200101" }),
        answer: {
          status: 400,
          code: "AuthorizationHeaderMalformed",
          message:
            "The authorization header is malformed; Invalid credential date. Date is not the same as X-Amz-Date.",
        },
      },
      "a header's signature of an hour ago": {
        ask: (aws) => {
          const timestamp = amzDate(new Date(Date.now() - 3_600_000));
          return aws.signed({ path: `/${aws.bucket}/key` }, { service: "s3", timestamp });
        },
        answer: {
          status: 403,
          code: "RequestTimeTooSkewed",
          message: "The difference between the request time and the current time is too large.",
        },
      },
    }),
    ...from(SIGNED, {
      "a header's signature without host": {
        ask: (aws) =>
          aws.signed(
            { path: `/${aws.bucket}/key` },
            { service: "s3", signedHeaders: ["x-amz-content-sha256", "x-amz-date"] },
          ),
        answer: denied({ HeadersNotSigned: "host" }),
      },
      "a header's signature beside x-amz-copy-source that it does not cover": {
        ask: (aws) =>
          aws.signed(
            { method: "PUT", path: `/${aws.bucket}/key`, headers: { "x-amz-copy-source": "a/b" } },
            { service: "s3", signedHeaders: ["host", "x-amz-content-sha256", "x-amz-date"] },
          ),
        answer: denied({ HeadersNotSigned: "x-amz-copy-source" }),
      },
      "a presigned URL beside x-amz-meta- that it does not cover": {
        async ask(aws) {
          const path = `/${await bucketWith(aws)}/key`;
          return aws.signed(
            { method: "PUT", path, headers: { "x-amz-meta-a": "1" } },
            { service: "s3", expires: "60", signedHeaders: ["host"] },
          );
        },
        answer: denied({ HeadersNotSigned: "x-amz-meta-a" }),
      },
      "a request that is not signed": {
        ask: (aws) =>
          aws.raw({
            method: "GET",
            path: "/some-bucket/key",
            query: {},
            headers: { host: new URL(aws.config.endpoint).host },
            body: "",
          }),
        answer: { status: 403, code: "AccessDenied" },
      },
    }),
  ],
};
