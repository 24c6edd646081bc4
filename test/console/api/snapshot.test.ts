import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { CallRing } from "../../../dev/trace/call-ring.ts";
import { snapshot } from "../../../dev/trace/snapshot.ts";

test("secrets are not kept", () => {
  const text = snapshot({
    Authorization: "AWS4-HMAC-SHA256 Credential=secret-1",
    Credentials: { SessionToken: "secret-2", SecretAccessKey: "secret-3", AccessKeyId: "ASIA" },
    Environment: { Variables: { DB_PASSWORD: "secret-4", API_KEY: "secret-5", TABLE: "pictures" } },
    Parameter: { Type: "SecureString", Value: "secret-6" },
    Url: "http://a/b?X-Amz-Signature=secret-7&X-Amz-Security-Token=secret-8&versionId=1",
  });

  expect(text).not.toMatch(/secret-\d/);
  expect(text).toContain('"TABLE":"pictures"');
  expect(text).toContain("versionId=1");
});

test("bytes and streams are told, not kept, and what is long is cut", () => {
  expect(snapshot({ Body: Buffer.from("picture") })).toBe('{"Body":"<7 bytes>"}');
  expect(snapshot({ Body: Readable.from(["picture"]) })).toBe('{"Body":"<a stream of bytes>"}');
  const long = snapshot({ Items: Array.from({ length: 5000 }, (_, n) => ({ S: `item ${n} ${"x".repeat(50)}` })) });
  expect(long.length).toBeLessThan(70_000);
  expect(long).toMatch(/more, cut\)"\]\}$/);
});

test("the oldest calls go where all together are too large", () => {
  const ring = new CallRing(4000);
  for (let n = 0; n < 10; n++) {
    ring.add({
      traceId: `t${n}`,
      service: "s3",
      operation: "GetObject",
      at: n,
      ms: 1,
      status: 200,
      input: { Key: "x".repeat(400) },
      output: undefined,
      error: undefined,
      roleArn: undefined,
      needed: [],
    });
  }
  expect(ring.of("t0")).toEqual([]);
  expect(ring.of("t9")).toHaveLength(1);
});
