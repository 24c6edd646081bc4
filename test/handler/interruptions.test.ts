import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { afterEachCall, crashAfter, failNext } from "./aws-calls.ts";
import { fixtureBytes } from "./fixture-bytes.ts";
import { created, type HandlerRun, type PutVersion, removed, startHandler, versionRemoved } from "./handler-run.ts";
import { forgotten, known, registered } from "./known.ts";

let run: HandlerRun;
let nora: Uint8Array;
let greta: Uint8Array;
let otto: Uint8Array;

beforeAll(async () => {
  run = await startHandler();
  [nora, greta, otto] = await Promise.all([
    fixtureBytes("nora-lind.jpg"),
    fixtureBytes("greta-holm.jpg"),
    fixtureBytes("otto-park.jpg"),
  ]);
});

afterAll(() => run.stop());

/** The calls of an event that replaces a known picture, in their order. */
const REPLACING = [
  "GetItem pictures",
  "IndexFaces",
  "TransactWriteItems",
  "DeleteFaces",
  "DeleteItem rekognitionID",
  "UpdateItem pictures",
] as const;

/** The calls of an event that removes a known picture. */
const REMOVING = [
  "GetItem pictures",
  "PutItem pictures",
  "DeleteFaces",
  "DeleteItem rekognitionID",
  "UpdateItem pictures",
] as const;

test("a replaced and a removed picture take these calls", async () => {
  const [first, second] = await replaced("calls.jpg");
  const calls: string[] = [];
  const stop = afterEachCall(run, (call) => {
    calls.push(call);
    return Promise.resolve();
  });
  await run.handle(created(second, "0011"));
  await run.handle(removed(first.key, "marker", "0012"));
  stop();
  expect(calls).toEqual([...REPLACING, ...REMOVING]);
});

describe.each(REPLACING.map((call, index) => ({ call, index })))("after a crash behind $call", ({ call, index }) => {
  test("the same event again ends as if nothing had been", async () => {
    const [first, second] = await replaced(`retried ${call}.jpg`);
    await crashAfter(run, index + 1, created(second, "0011"));
    await run.handle(created(second, "0011"));
    expect(await known(run, second, first)).toEqual(registered(second));
  });

  test("a newer event wins, and the late retry leaves nothing behind", async () => {
    const [first, second] = await replaced(`overtaken ${call}.jpg`);
    const third = await run.put(first.key, otto);
    await crashAfter(run, index + 1, created(second, "0011"));
    await run.handle(created(third, "0012"));
    await run.handle(created(second, "0011"));
    expect(await known(run, third, first, second)).toEqual(registered(third));
  });

  test("a removal wins, and the late retry leaves nothing behind", async () => {
    const [first, second] = await replaced(`removed ${call}.jpg`);
    await crashAfter(run, index + 1, created(second, "0011"));
    const marker = await run.remove(first.key);
    await run.handle(removed(first.key, marker, "0012"));
    await run.handle(created(second, "0011"));
    expect(await known(run, first, second)).toEqual(forgotten(marker));
  });

  test("a version that is gone for good by the retry gives way to the one before", async () => {
    const [first, second] = await replaced(`gone ${call}.jpg`);
    await crashAfter(run, index + 1, created(second, "0011"));
    await run.remove(second.key, second.version);
    await run.handle(versionRemoved(second, "0012"));
    await run.handle(created(second, "0011"));
    expect(await known(run, first, second)).toEqual(registered(first));
  });
});

test("a version that is gone by the retry leaves nothing behind under a newer one", async () => {
  const [first, second] = await replaced("gone and overtaken.jpg");
  await crashAfter(run, REPLACING.indexOf("IndexFaces") + 1, created(second, "0011"));
  const third = await run.put(first.key, otto);
  await run.handle(created(third, "0012"));
  await run.remove(second.key, second.version);
  await run.handle(versionRemoved(second, "0013"));
  await run.handle(created(second, "0011"));
  expect(await known(run, third, first, second)).toEqual(registered(third));
});

test.each(REMOVING.map((call, index) => ({ call, index })))(
  "a removal that crashed behind $call ends by its retry",
  async ({ call, index }) => {
    const [first, second] = await replaced(`removal ${call}.jpg`);
    const marker = await run.remove(first.key);
    await crashAfter(run, index + 1, removed(first.key, marker, "0012"));
    await run.handle(removed(first.key, marker, "0012"));
    expect(await known(run, first, second)).toEqual(forgotten(marker));
  },
);

// Up to its second call the event knows of no newer one; then it fails to decide, reads again, and undoes.
test.each([
  { call: "GetItem pictures", calls: 3 },
  { call: "GetItem pictures, to undo", calls: 4 },
  { call: "DeleteFaces", calls: 5 },
])("a lost race that crashed behind $call leaves nothing behind after its retry", async ({ call, calls }) => {
  const [first, second] = await replaced(`lost ${call}.jpg`);
  const third = await run.put(first.key, otto);
  await crashAfter(run, calls, created(second, "0011"), {
    call: "IndexFaces",
    act: () => run.handle(created(third, "0012")),
  });
  await run.handle(created(second, "0011"));
  expect(await known(run, third, first, second)).toEqual(registered(third));
});

test("an error behind the faces leaves the known face, and no face without a row", async () => {
  const [first, second] = await replaced("failed.jpg");
  failNext(run, "TransactWriteItems", "unsent");
  await expect(run.handle(created(second, "0011"))).rejects.toThrow("1 of the event's records failed: Error");
  expect(await known(run, first, second)).toEqual(registered(first));
  await run.handle(created(second, "0011"));
  expect(await known(run, second, first)).toEqual(registered(second));
});

test("a lost answer to the write that decides leaves what was decided", async () => {
  const [first, second] = await replaced("decided.jpg");
  failNext(run, "TransactWriteItems", "unanswered");
  await expect(run.handle(created(second, "0011"))).rejects.toThrow("failed");
  expect(await run.faces(second)).toHaveLength(1);
  expect(await run.item(second.key)).toMatchObject({ version: second.version });
  await run.handle(created(second, "0011"));
  expect(await known(run, second, first)).toEqual(registered(second));
});

/** Puts a picture twice and registers its first version. */
async function replaced(key: string): Promise<[PutVersion, PutVersion]> {
  const first = await run.put(key, nora);
  await run.handle(created(first, "0010"));
  return [first, await run.put(key, greta)];
}
