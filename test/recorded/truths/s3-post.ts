import { type PresignedPostOptions, createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { type Answer, type Truth, type Truths, from, localstack } from "../truth.ts";

const suite = (test: string) => ({ ...localstack("s3/test_s3", `TestS3PresignedPost::${test}`, "2026-12-01") });
const TO = "http://localhost.test/random";

/** Signs a form as the SDK does, changes a field of it, and sends it. */
const post = (
  options: Partial<PresignedPostOptions>,
  changes: Record<string, string> = {},
  file = "something",
): Truth["ask"] => {
  return async (aws) => {
    const { url, fields } = await createPresignedPost(aws.s3, { Key: "key", ...options, Bucket: await aws.made() });
    const form = new FormData();
    for (const [name, value] of Object.entries({ ...fields, ...changes })) form.append(name, value);
    form.append("file", new Blob([file]));
    const answer = await fetch(url, { method: "POST", body: form, redirect: "manual" });
    const headers = Object.fromEntries(answer.headers.entries());
    aws.recorder.keep({ status: answer.status, headers, body: await answer.text() });
  };
};
const violated = (text: string): Answer => ({
  status: 403,
  code: "AccessDenied",
  message: `Invalid according to Policy: ${text}`,
});
const range: PresignedPostOptions["Conditions"] = [["content-length-range", 5, 10]];

export const TRUTHS: Truths = {
  service: "S3",
  truths: [
    ...from(suite("test_post_object_policy_conditions_validation_eq"), {
      "a form whose field is another than its condition": {
        ask: post(
          { Fields: { success_action_redirect: TO } },
          { success_action_redirect: "http://wrong.location/test" },
        ),
        answer: violated(`Policy Condition failed: ["eq", "$success_action_redirect", "${TO}"]`),
      },
      "a form that asks for a way on": {
        ask: post({ Fields: { success_action_redirect: TO } }),
        answer: { status: 303 },
      },
    }),
    ...from(suite("test_post_object_policy_validation_size"), {
      "a form with a file that is too large": {
        ask: post({ Conditions: range }, {}, "a".repeat(12)),
        answer: {
          status: 400,
          code: "EntityTooLarge",
          message: "Your proposed upload exceeds the maximum allowed size",
          members: { MaxSizeAllowed: 10, ProposedSize: 12 },
        },
      },
      "a form with a file that is too small": {
        ask: post({ Conditions: range }, {}, "aa"),
        answer: {
          status: 400,
          code: "EntityTooSmall",
          message: "Your proposed upload is smaller than the minimum allowed size",
          members: { MinSizeAllowed: 5, ProposedSize: 2 },
        },
      },
      "a form with a file of a size between": { ask: post({ Conditions: range }), answer: { status: 204 } },
    }),
    ...from(suite("test_post_request_expires"), {
      "a form whose time is over": { ask: post({ Expires: -10 }), answer: violated("Policy expired.") },
    }),
    ...from(suite("test_s3_presigned_post_success_action_status_201_response"), {
      "a form that asks for 201": {
        ask: post({ Fields: { success_action_status: "201" } }),
        answer: {
          status: 201,
          headers: { "content-type": "application/xml", etag: '"437b930db84b8079c2dd804a71936b5f"' },
        },
      },
    }),
  ],
};
