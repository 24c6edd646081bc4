import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { WholeBody, readBody } from "../../../../dev/endpoint/http/protocol/body.ts";

test("a body is read as a whole, however it comes", async () => {
  const bytes = Buffer.from("some bytes");

  expect(await readBody(new WholeBody(bytes), 10)).toBe(bytes);
  expect((await readBody(Readable.from([Buffer.from("some "), Buffer.from("bytes")]), 10)).toString()).toBe(
    "some bytes",
  );
  expect((await readBody(Readable.from([]), 10)).length).toBe(0);
});

test("one that has ended or was destroyed before is not waited for", async () => {
  const ended = Readable.from([Buffer.from("x")]);
  for await (const _chunk of ended);
  const destroyed = new Readable({ read: () => undefined });
  destroyed.destroy();
  const failed = new Readable({ read: () => undefined });
  failed.on("error", () => undefined);
  failed.destroy(new Error("broken"));

  expect((await readBody(ended, 10)).length).toBe(0);
  await expect(readBody(destroyed, 10)).rejects.toMatchObject({ code: "ECONNRESET" });
  await expect(readBody(failed, 10)).rejects.toThrow("broken");
});

test("what ends too early, fails or is too large rejects, and nothing of it stays open", async () => {
  const early = new Readable({ read: () => undefined });
  const reading = readBody(early, 10);
  early.push(Buffer.from("half"));
  early.destroy();
  await expect(reading).rejects.toMatchObject({ code: "ECONNRESET" });

  const failing = new Readable({ read: () => failing.destroy(new Error("broken")) });
  await expect(readBody(failing, 10)).rejects.toThrow("broken");

  const large = Readable.from([Buffer.alloc(6), Buffer.alloc(6)]);
  await expect(readBody(large, 10)).rejects.toMatchObject({ name: "RequestEntityTooLargeException" });
  expect(large.destroyed).toBe(true);
  await expect(readBody(new WholeBody(Buffer.alloc(11)), 10)).rejects.toMatchObject({
    name: "RequestEntityTooLargeException",
  });
});
