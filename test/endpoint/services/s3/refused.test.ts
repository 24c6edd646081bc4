import {
  GetObjectCommand,
  PutBucketLoggingCommand,
  PutBucketWebsiteCommand,
  PutObjectAclCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { sendRaw, serveS3 } from "../../../support/s3.ts";

const { endpoint, s3, Bucket } = await serveS3();

test("what is not served answers by name, and changes nothing", async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: "kept", Body: "body" }));
  const refused = [
    s3.send(new PutObjectAclCommand({ Bucket, Key: "kept", ACL: "private" })),
    s3.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration: {} })),
    s3.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: {} })),
  ];
  const names = await Promise.all(
    refused.map((call) => call.catch((error: Error) => `${error.name} ${error.message}`)),
  );
  expect(names).toEqual([
    expect.stringMatching(/^UnsupportedOperation s3 PutObjectAcl /),
    expect.stringMatching(/^UnsupportedOperation s3 PutBucketWebsite /),
    expect.stringMatching(/^UnsupportedOperation s3 PutBucketLogging /),
  ]);
  for (const [method, path, status] of [
    ["PUT", "kept?acl", 400],
    ["PUT", "kept?tomorrow", 400],
    ["PUT", "kept?tomorrow=1", 400],
    ["DELETE", "kept?acl", 400],
    ["DELETE", "kept?tomorrow=", 400],
    ["PUT", "kept?uploads&tagging", 400],
    ["PUT", "kept?versionId=null", 400],
    ["GET", "kept?torrent", 400],
    ["POST", "kept?restore", 400],
    ["GET", "kept?anything=1", 200],
  ] as const) {
    const raw = await sendRaw(endpoint.url, method, `/${Bucket}/${path}`, { headers: { "content-length": "0" } });
    const code = /<Code>(.*)<\/Code>/.exec(raw.body)?.[1];
    expect([path, raw.status, code]).toEqual([path, status, status === 400 ? "UnsupportedOperation" : undefined]);
  }
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: "kept" }));
  expect(await got.Body?.transformToString()).toBe("body");
});

test.each([
  ["GET", "?policyStatus", "GetBucketPolicyStatus"],
  ["GET", "/key?retention", "GetObjectRetention"],
  ["POST", "/key?restore", "RestoreObject"],
  ["DELETE", "?replication", "DeleteBucketReplication"],
  ["POST", "", "PostObject"],
  ["PUT", "/key?partNumber=1", "PutObjectPart"],
])("%s %s is called %s", async (method, path, operation) => {
  const raw = await sendRaw(endpoint.url, method, `/${Bucket}${path}`, { headers: { "content-length": "0" } });
  expect(raw.status).toBe(400);
  expect(raw.body).toContain(`<Code>UnsupportedOperation</Code><Message>s3 ${operation} is not supported`);
});

test("a header that would be lost is refused by name", async () => {
  for (const name of ["x-amz-object-lock-mode", "x-amz-grant-read", "x-amz-website-redirect-location"]) {
    const raw = await sendRaw(endpoint.url, "PUT", `/${Bucket}/header`, { body: "x", headers: { [name]: "a" } });
    expect(raw.body).toContain(`PutObject with the header ${name} is not supported`);
  }
  const part = await sendRaw(endpoint.url, "PUT", `/${Bucket}/header?partNumber=1&uploadId=a`, {
    body: "x",
    headers: { "x-amz-tagging": "a=1" },
  });
  expect(part.body).toContain("UploadPart with the header x-amz-tagging is not supported");
});
