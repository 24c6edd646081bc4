import { expect, test } from "vitest";
import { Gate } from "../../../dev/rekognition/recordings/gate.ts";

/** Work that tells when it begins and ends when it is told. */
function job(log: string[], name: string) {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const work = async (): Promise<void> => {
    log.push(name);
    await ended;
  };
  return { work, end };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("reads run beside reads and writes beside writes, in turns, and lanes do not wait for each other", async () => {
  const gate = new Gate();
  const log: string[] = [];
  const [w1, w2, r1, w3, other] = ["w1", "w2", "r1", "w3", "other"].map((name) => job(log, name));
  const runs = [
    gate.pass("a", "write", w1?.work ?? expect.unreachable),
    gate.pass("a", "write", w2?.work ?? expect.unreachable),
    gate.pass("a", "read", r1?.work ?? expect.unreachable),
    gate.pass("a", "write", w3?.work ?? expect.unreachable),
    gate.pass("b", "read", other?.work ?? expect.unreachable),
  ];
  await settled();
  expect(log).toEqual(["w1", "w2", "other"]);
  w1?.end();
  await settled();
  expect(log).toEqual(["w1", "w2", "other"]);
  w2?.end();
  await settled();
  expect(log).toEqual(["w1", "w2", "other", "r1"]);
  for (const each of [r1, w3, other]) each?.end();
  await Promise.all(runs);
  expect(log).toEqual(["w1", "w2", "other", "r1", "w3"]);
});

test("work that fails lets the next through", async () => {
  const gate = new Gate();
  const failing = gate.pass("a", "write", () => Promise.reject(new Error("no")));
  const next = gate.pass("a", "read", async () => "read");
  await expect(failing).rejects.toThrow("no");
  expect(await next).toBe("read");
});
