import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { afterEachCall, crashAfter, failNext } from "./aws-calls.ts";
import { fixtureBytes } from "./fixture-bytes.ts";
import { created, type HandlerRun, type PutVersion, removed, startHandler, versionRemoved } from "./handler-run.ts";
import { forgotten, known, registered } from "./known.ts";

let run: HandlerRun;
let nora: Uint8Array;
let greta: Uint8Array;
let landscape: Uint8Array;

beforeAll(async () => {
  run = await startHandler();
  [nora, greta, landscape] = await Promise.all([
    fixtureBytes("nora-lind.jpg"),
    fixtureBytes("greta-holm.jpg"),
    fixtureBytes("landscape.jpg"),
  ]);
});

afterEach(() => vi.useRealTimers());
afterAll(() => run.stop());

/** The calls of the removal of the known version, under which another one lies. */
const BRINGING_BACK = [
  "GetItem pictures",
  "HeadObject",
  "PutItem pictures",
  "IndexFaces",
  "TransactWriteItems",
  "DeleteFaces",
  "DeleteItem rekognitionID",
  "UpdateItem pictures",
] as const;

/** Puts and registers a picture twice, then removes the newer version: its event is yet to come. */
async function removedNewest(key: string): Promise<[PutVersion, PutVersion]> {
  const first = await run.put(key, nora);
  const second = await run.put(key, greta);
  await run.handle(created(first, "0010"), created(second, "0011"));
  await run.remove(key, second.version);
  return [first, second];
}

test("a picture whose delete marker is removed is registered again", async () => {
  const put = await run.put("undeleted.jpg", nora);
  const marker = await run.remove(put.key);
  await run.handle(created(put, "0010"), removed(put.key, marker, "0011"));
  expect(await known(run, put)).toEqual(forgotten(marker));
  await run.remove(put.key, marker);
  await run.handle(versionRemoved({ key: put.key, version: marker }, "0012"));
  expect(await known(run, put)).toEqual(registered(put));
});

test("the removal of the newest version registers the one before, with its own row", async () => {
  const [first, second] = await removedNewest("newest.jpg");
  await run.handle(versionRemoved(second, "0012"));
  expect(await known(run, first, second)).toEqual(registered(first));
  expect(await run.rows(first.key)).toMatchObject([{ version: first.version, etag: first.etag, key: first.key }]);
});

test("a version without a face that is removed gives way to the one before, and one without a face has none", async () => {
  const face = await run.put("mistaken.jpg", nora);
  const none = await run.put("mistaken.jpg", landscape);
  await run.handle(created(face, "0010"), created(none, "0011"));
  await run.remove(face.key, none.version);
  await run.handle(versionRemoved(none, "0012"));
  expect(await known(run, face, none)).toEqual(registered(face));

  const before = await run.put("faceless.jpg", landscape);
  const after = await run.put("faceless.jpg", nora);
  await run.handle(created(before, "0010"), created(after, "0011"));
  await run.remove(before.key, after.version);
  await run.handle(versionRemoved(after, "0012"));
  expect(await run.item(before.key)).toMatchObject({ status: "NO_FACE", version: before.version, face_ids: [] });
  expect(await run.faces(before, after)).toEqual([]);
});

test("a version that the bucket held before the function heard of it is registered when it becomes current", async () => {
  const first = await run.put("unheard.jpg", nora);
  const second = await run.put("unheard.jpg", greta);
  await run.remove(first.key, second.version);
  await run.handle(versionRemoved(second, "0012"));
  expect(await known(run, first, second)).toEqual(registered(first));
});

test("it takes these calls; the removal of a version that is not current takes no face", async () => {
  const [first, second] = await removedNewest("calls.jpg");
  const calls: string[] = [];
  const stop = afterEachCall(run, async (call) => void calls.push(call));
  await run.handle(versionRemoved(second, "0012"));
  expect(calls.splice(0)).toEqual(BRINGING_BACK);
  await run.handle(versionRemoved({ key: first.key, version: "another" }, "0013"));
  stop();
  expect(calls).toEqual(["GetItem pictures", "HeadObject", "PutItem pictures"]);
  expect(await known(run, first, second)).toEqual(registered(first));
});

test("events that come late change nothing: the put of what is current, and of what was removed", async () => {
  const [first, second] = await removedNewest("late.jpg");
  await run.handle(versionRemoved(second, "0012"));
  await run.handle(created(first, "0010"), created(second, "0011"), versionRemoved(second, "0012"));
  expect(await known(run, first, second)).toEqual(registered(first));
});

describe.each(BRINGING_BACK.map((call, index) => ({ call, index })))(
  "after a crash behind $call",
  ({ call, index }) => {
    test("the same event again ends as if nothing had been", async () => {
      const [first, second] = await removedNewest(`retried ${call}.jpg`);
      await crashAfter(run, index + 1, versionRemoved(second, "0012"));
      await run.handle(versionRemoved(second, "0012"));
      expect(await known(run, first, second)).toEqual(registered(first));
    });

    test("a retry that finds another version current leaves nothing of the first", async () => {
      const [first, second] = await removedNewest(`changed ${call}.jpg`);
      await crashAfter(run, index + 1, versionRemoved(second, "0012"));
      const third = await run.put(first.key, greta);
      await run.handle(versionRemoved(second, "0012"));
      await run.handle(created(third, "0013"));
      expect(await known(run, third, first, second)).toEqual(registered(third));
    });

    test("a newer event wins, and the late retry leaves nothing behind", async () => {
      const [first, second] = await removedNewest(`overtaken ${call}.jpg`);
      await crashAfter(run, index + 1, versionRemoved(second, "0012"));
      const marker = await run.remove(first.key);
      await run.handle(removed(first.key, marker, "0013"));
      await run.handle(versionRemoved(second, "0012"));
      expect(await known(run, first, second)).toEqual(forgotten(marker));
    });
  },
);

test("an error leaves no face that no item lists", async () => {
  const [first, second] = await removedNewest("failed.jpg");
  failNext(run, "TransactWriteItems", "unsent");
  await expect(run.handle(versionRemoved(second, "0012"))).rejects.toThrow("failed");
  expect(await known(run, second, first)).toEqual(registered(second));
  await run.handle(versionRemoved(second, "0012"));
  expect(await known(run, first, second)).toEqual(registered(first));
});

test("writes of one millisecond are told apart", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  const [first, second] = await removedNewest("hasty.jpg");
  let busy = false;
  const stop = afterEachCall(run, async (call) => {
    if (call !== "IndexFaces" || busy) return;
    busy = true;
    // The same event twice at once: the other run notes, decides and clears within the millisecond.
    await run.handle(versionRemoved(second, "0012"));
    const third = await run.put(first.key, greta);
    await run.handle(created(third, "0013"));
    await run.remove(first.key, third.version);
    await run.handle(versionRemoved(third, "0014"));
    stop();
  });
  await run.handle(versionRemoved(second, "0012"));
  expect(await known(run, first, second)).toEqual(registered(first));
});
