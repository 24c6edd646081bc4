import { afterAll, beforeAll, expect, test } from "vitest";
import { afterEachCall } from "./aws-calls.ts";
import { fixtureBytes } from "./fixture-bytes.ts";
import { created, type HandlerRun, type PutVersion, removed, startHandler, versionRemoved } from "./handler-run.ts";
import { forgotten, known, registered } from "./known.ts";

let run: HandlerRun;
let nora: Uint8Array;
let greta: Uint8Array;

beforeAll(async () => {
  run = await startHandler();
  [nora, greta] = await Promise.all([fixtureBytes("nora-lind.jpg"), fixtureBytes("greta-holm.jpg")]);
});

afterAll(() => run.stop());

/** Puts a picture twice, so that it has two versions. */
async function twoVersions(key: string): Promise<[PutVersion, PutVersion]> {
  return [await run.put(key, nora), await run.put(key, greta)];
}

test("a picture that is put again replaces its face and its row", async () => {
  const [first, second] = await twoVersions("replaced.jpg");
  await run.handle(created(first, "0010"));
  expect(await known(run, first, second)).toEqual(registered(first));
  await run.handle(created(second, "0011"));
  expect(await known(run, second, first)).toEqual(registered(second));
});

test("a new version without a face takes the old face along", async () => {
  const first = await run.put("no-longer.jpg", nora);
  const second = await run.put("no-longer.jpg", await fixtureBytes("landscape.jpg"));
  await run.handle(created(first, "0010"), created(second, "0011"));
  expect(await run.faces(first, second)).toEqual([]);
  expect(await run.rows(first.key)).toEqual([]);
  expect(await run.item(first.key)).toMatchObject({ status: "NO_FACE", version: second.version });
});

test("an older event that comes late changes nothing", async () => {
  const [first, second] = await twoVersions("late.jpg");
  await run.handle(created(second, "0011"));
  const item = await run.item(second.key);
  await run.handle(created(first, "001"));
  expect(await known(run, second, first)).toEqual(registered(second));
  expect(await run.item(second.key)).toEqual(item);
});

test("a removed picture takes its face and its row along, and comes back when it is put again", async () => {
  const first = await run.put("removed.jpg", nora);
  await run.handle(created(first, "0010"));
  const marker = await run.remove(first.key);
  await run.handle(removed(first.key, marker, "0011"));
  expect(await known(run, first)).toEqual(forgotten(marker));
  await run.handle(removed(first.key, marker, "0011"), created(first, "0010"));
  expect(await known(run, first)).toEqual(forgotten(marker));
  const second = await run.put(first.key, greta);
  await run.handle(created(second, "0012"));
  expect(await known(run, second, first)).toEqual(registered(second));
});

test("a removal that comes before the picture's own event wins", async () => {
  const put = await run.put("removed-first.jpg", nora);
  const marker = await run.remove(put.key);
  await run.handle(removed(put.key, marker, "0011"));
  await run.handle(created(put, "0010"));
  expect(await known(run, put)).toEqual(forgotten(marker));
});

test("the removal of a version counts when it is the known one", async () => {
  const [first, second] = await twoVersions("versions.jpg");
  await run.handle(created(first, "0010"), created(second, "0011"));
  await run.remove(first.key, first.version);
  await run.handle(versionRemoved(first, "0012"));
  expect(await known(run, second, first)).toEqual(registered(second));
  await run.remove(second.key, second.version);
  await run.handle(versionRemoved(second, "0013"));
  expect(await known(run, first, second)).toEqual(forgotten(second.version));
});

test("the removal of a version of a picture that nothing is known of is an item, so that older events are superseded", async () => {
  await run.handle(versionRemoved({ key: "unknown.jpg", version: "v" }, "0010"));
  expect(await run.item("unknown.jpg")).toMatchObject({ status: "REMOVED", face_ids: [] });
});

test("a newer version that is settled meanwhile wins, whatever the older event has done by then", async () => {
  for (const call of ["IndexFaces", "GetItem pictures"]) {
    const [first, second] = await twoVersions(`overtaken after ${call}.jpg`);
    await once(call, () => run.handle(created(second, "0011")));
    await run.handle(created(first, "0010"));
    expect(await known(run, second, first)).toEqual(registered(second));
  }
});

test("an older version that is settled meanwhile is replaced, not forgotten", async () => {
  for (const call of ["IndexFaces", "GetItem pictures"]) {
    const before = await run.put(`undertaken after ${call}.jpg`, nora);
    await run.handle(created(before, "0009"));
    const [first, second] = await twoVersions(before.key);
    await once(call, () => run.handle(created(first, "0010")));
    await run.handle(created(second, "0011"));
    expect(await known(run, second, first, before)).toEqual(registered(second));
  }
});

test("a version that is removed while its face is being indexed leaves none", async () => {
  for (const call of ["IndexFaces", "GetItem pictures"]) {
    const put = await run.put(`removed after ${call}.jpg`, nora);
    await once(call, async () => {
      await run.remove(put.key, put.version);
      await run.handle(versionRemoved(put, "0011"));
    });
    await run.handle(created(put, "0010"));
    expect(await known(run, put)).toEqual(forgotten(put.version));
  }
});

/** Does something in the handler's way, right after its next call of that name. */
async function once(call: string, act: () => Promise<void>): Promise<void> {
  const stop = afterEachCall(run, async (made) => {
    if (made === call) {
      stop();
      await act();
    }
  });
}
