import { createHmac } from "node:crypto";
import { GetObjectCommand, GetObjectTaggingCommand, PutBucketCorsCommand } from "@aws-sdk/client-s3";
import { type PresignedPostOptions, createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { expect, test } from "vitest";
import { EventQueue } from "../../../../dev/endpoint/exchange/event-queue.ts";
import { createTestBucket, queueEvents, serveS3 } from "../../../support/s3.ts";

const { endpoint, s3, Bucket } = await serveS3();

type Changes = Readonly<Record<string, string | undefined>>;

/** Signs a form as the SDK does, changes its fields, and sends it as a page would. */
async function post(
  options: Partial<Omit<PresignedPostOptions, "Bucket">>,
  file: Blob = new File(["body"], "C:\\pictures\\a b.jpg"),
  { fields: changes = {}, headers = {} }: { fields?: Changes; headers?: Record<string, string> } = {},
) {
  const { url, fields } = await createPresignedPost(s3, { Bucket, Key: "key", ...options });
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...changes })) {
    if (value !== undefined) form.append(name, value);
  }
  form.append("file", file);
  const answer = await fetch(url, { method: "POST", body: form, headers, redirect: "manual" });
  const body = await answer.text();
  return { status: answer.status, headers: answer.headers, body, code: /<Code>(.*)<\/Code>/.exec(body)?.[1] };
}

const get = async (Key: string) => {
  const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return { ...got, text: await got.Body?.transformToString() };
};

test("a form stores its file with what its fields say of it", async () => {
  const Fields = {
    "Content-Type": "image/jpeg",
    "Cache-Control": "no-store",
    "x-amz-meta-who": "nora",
    acl: "private",
    tagging: "<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag></TagSet></Tagging>",
  };
  const posted = await post({ Key: "in/${filename}", Fields });
  expect([posted.status, posted.body]).toEqual([204, ""]);
  expect(posted.headers.get("location")).toBe(`${endpoint.url}/${Bucket}/in%2Fa%20b.jpg`);
  const got = await get("in/a b.jpg");
  expect(got).toMatchObject({
    text: "body",
    ContentType: "image/jpeg",
    CacheControl: "no-store",
    Metadata: { who: "nora" },
    ETag: posted.headers.get("etag"),
  });
  const tagged = await s3.send(new GetObjectTaggingCommand({ Bucket, Key: "in/a b.jpg" }));
  expect(tagged.TagSet).toEqual([{ Key: "a", Value: "1" }]);
});

test("it answers as the form asks: by a status, a document, or a way on", async () => {
  expect((await post({ Fields: { success_action_status: "200" } })).status).toBe(200);
  const document = await post({ Fields: { success_action_status: "201" } });
  expect([document.status, document.body]).toEqual([201, expect.stringContaining("<Key>key</Key><ETag>&quot;841a2d")]);
  const away = await post({ Fields: { success_action_redirect: "http://localhost:1/done?a=1" } });
  expect([away.status, away.headers.get("location")]).toEqual([
    303,
    `http://localhost:1/done?a=1&bucket=${Bucket}&key=key&etag=%22841a2d689ad86bd1611447453c22c6fc%22`,
  ]);
});

test("a file of a size that the policy does not take is refused by its size, and nothing is stored", async () => {
  const Conditions: PresignedPostOptions["Conditions"] = [["content-length-range", 2, 1_000_000]];
  const large = await post({ Key: "sized", Conditions }, new Blob([new Uint8Array(3_000_000)]));
  expect([large.status, large.code]).toEqual([400, "EntityTooLarge"]);
  expect(large.body).toContain("<ProposedSize>3000000</ProposedSize><MaxSizeAllowed>1000000</MaxSizeAllowed>");
  expect((await post({ Key: "sized", Conditions }, new Blob(["1"]))).code).toBe("EntityTooSmall");
  await expect(get("sized")).rejects.toMatchObject({ name: "NoSuchKey" });
  expect((await post({ Key: "sized", Conditions }, new Blob(["12"]))).status).toBe(204);
});

test("what the policy does not say, or says otherwise, is refused, also with a large file", async () => {
  const file = new Blob([new Uint8Array(3_000_000)]);
  const refused = (answer: Awaited<ReturnType<typeof post>>) => [
    answer.status,
    /<Message>(.*)<\/Message>/.exec(answer.body)?.[1],
  ];
  const because = (text: string) => [403, `Invalid according to Policy: ${text}`];
  const Conditions: PresignedPostOptions["Conditions"] = [["starts-with", "$Content-Type", "image/"]];
  expect(refused(await post({ Conditions }, file, { fields: { "Content-Type": "text/plain" } }))).toEqual(
    because("Policy Condition failed: [&quot;starts-with&quot;, &quot;$Content-Type&quot;, &quot;image/&quot;]"),
  );
  expect(refused(await post({}, file, { fields: { key: "other" } }))).toEqual(
    because("Policy Condition failed: [&quot;eq&quot;, &quot;$key&quot;, &quot;key&quot;]"),
  );
  expect(refused(await post({}, file, { fields: { "x-amz-meta-a": "1" } }))).toEqual(
    because("Extra input fields: x-amz-meta-a"),
  );
  expect(refused(await post({ Expires: -60 }, file))).toEqual(because("Policy expired."));
  expect((await post({}, file, { fields: { "X-Amz-Signature": "0".repeat(64) } })).code).toBe("SignatureDoesNotMatch");
  expect((await post({}, file, { fields: { "X-Amz-Date": undefined } })).code).toBe("InvalidArgument");
  expect((await post({ Key: "k" }, file, { fields: { Policy: undefined } })).code).toBe("AccessDenied");
  expect((await post({}, file, { fields: { "x-amz-storage-class": "GLACIER" } })).status).toBe(403);
});

test("version 2 signs a form too", async () => {
  const conditions = [{ bucket: Bucket }, { key: "second" }];
  const policy = Buffer.from(JSON.stringify({ expiration: "2099-01-01T00:00:00Z", conditions })).toString("base64");
  const signature = createHmac("sha1", "test").update(policy).digest("base64");
  const send = (signature: string) => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ key: "second", AWSAccessKeyId: "test", policy, signature })) {
      form.append(name, value);
    }
    form.append("file", new Blob(["2"]));
    return fetch(`${endpoint.url}/${Bucket}`, { method: "POST", body: form });
  };
  expect((await send(signature)).status).toBe(204);
  expect((await send("AAAA")).status).toBe(403);
  expect((await get("second")).text).toBe("2");
});

test("a page may send one where a CORS rule of the bucket lets it", async () => {
  const headers = { origin: "http://localhost:3000" };
  expect((await post({}, undefined, { headers })).code).toBe("OriginNotAllowed");
  const CORSRules = [{ AllowedOrigins: ["http://localhost:3000"], AllowedMethods: ["POST"] }];
  await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
  const posted = await post({}, undefined, { headers });
  expect([posted.status, posted.headers.get("access-control-allow-origin")]).toEqual([204, "http://localhost:3000"]);
});

test("its event is of its own name, and as on S3", async () => {
  const told = await createTestBucket(s3);
  await queueEvents(s3, told, "s3:ObjectCreated:Post");
  const { url, fields } = await createPresignedPost(s3, { Bucket: told, Key: "a" });
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", new Blob(["1"]));
  expect((await fetch(url, { method: "POST", body: form })).status).toBe(204);
  const [event] = new EventQueue(endpoint.state).list(10);
  expect(JSON.parse(event?.body ?? "").Records[0]).toMatchObject({
    eventName: "ObjectCreated:Post",
    s3: { object: { key: "a", size: 1 } },
  });
});

test("what is no form, or one without a file, is refused by S3's names", async () => {
  const send = async (body: string, type: string) => {
    const answer = await fetch(`${endpoint.url}/${Bucket}`, {
      method: "POST",
      body,
      headers: { "content-type": type },
    });
    return [answer.status, /<Code>(.*)<\/Code>/.exec(await answer.text())?.[1]];
  };
  expect(await send("{}", "application/json")).toEqual([412, "PreconditionFailed"]);
  const part = '--x\r\nContent-Disposition: form-data; name="key"\r\n\r\nk\r\n--x--\r\n';
  expect(await send(part, "multipart/form-data; boundary=x")).toEqual([400, "InvalidArgument"]);
  expect(
    await send(part.replace("\r\nk\r\n", `\r\n${"k".repeat(30_000)}\r\n`), "multipart/form-data; boundary=x"),
  ).toEqual([400, "MaxPostPreDataLengthExceeded"]);
});
