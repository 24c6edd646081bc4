import { type PresignedPostOptions, createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { type Answer, type Source, type Truth, type Truths, from, localstack } from "../truth.ts";

const suite = (test: string) => localstack("s3/test_s3", `TestS3PresignedPost::${test}`, "2023-08-04");
/** The record itself was not found; what the test asserts of AWS was. */
const CONDITIONS: Source = {
  where:
    "localstack/localstack tests/aws/services/s3/test_s3.py, TestS3PresignedPost::test_post_object_policy_conditions_validation_eq",
  when: "2026-12-01",
};
const TO = "http://localhost.test/random";

/** Signs a form as the SDK does, changes fields of it or takes them away, and sends it. */
const post = (
  options: Partial<PresignedPostOptions>,
  changes: Record<string, string | undefined> = {},
): Truth["ask"] => {
  return async (aws) => {
    const { url, fields } = await createPresignedPost(aws.s3, { Key: "key", ...options, Bucket: await aws.made() });
    const form = new FormData();
    for (const [name, value] of Object.entries({ ...fields, ...changes })) {
      if (value !== undefined) form.append(name, value);
    }
    form.append("file", new Blob(["something"]));
    const answer = await fetch(url, { method: "POST", body: form, redirect: "manual" });
    const headers = Object.fromEntries(answer.headers.entries());
    aws.recorder.keep({ status: answer.status, headers, body: await answer.text() });
  };
};
const lacks = (field: string): Answer => ({
  status: 400,
  code: "InvalidArgument",
  message: `Bucket POST must contain a field named '${field}'.  If it is specified, please check the order of the fields.`,
  members: { ArgumentName: field, ArgumentValue: "" },
});

export const TRUTHS: Truths = {
  service: "S3",
  truths: [
    ...from(CONDITIONS, {
      "a form whose field is another than its condition": {
        ask: post(
          { Fields: { success_action_redirect: TO }, Conditions: [["eq", "$success_action_redirect", TO]] },
          { success_action_redirect: "http://wrong.location/test" },
        ),
        answer: { status: 403 },
      },
      "a form whose condition has other letters in its value": {
        ask: post({
          Fields: { success_action_redirect: TO },
          Conditions: [["eq", "$success_action_redirect", TO.replace("http", "HTTP")]],
        }),
        answer: { status: 403 },
      },
      "a form that asks for a way on": {
        ask: post({
          Fields: { success_action_redirect: TO },
          Conditions: [["eq", "$success_Action_REDIRECT", TO]],
        }),
        answer: { status: 303 },
      },
    }),
    ...from(suite("test_post_request_expires"), {
      "a form whose time is over": {
        ask: post({ Expires: -10 }),
        answer: { status: 403, code: "AccessDenied", message: "Invalid according to Policy: Policy expired." },
      },
    }),
    ...from(suite("test_post_request_missing_signature[s3v4]"), {
      "a form without its signature": {
        ask: post({}, { "X-Amz-Signature": undefined }),
        answer: lacks("X-Amz-Signature"),
      },
    }),
    ...from(suite("test_post_request_missing_fields[s3v4]"), {
      "a form without its algorithm": {
        ask: post({}, { "X-Amz-Algorithm": undefined }),
        answer: lacks("X-Amz-Algorithm"),
      },
    }),
  ],
};
