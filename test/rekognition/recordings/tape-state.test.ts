import { afterAll, beforeEach, expect, test } from "vitest";
import { State } from "../../../dev/endpoint/state/state.ts";
import { TapeState, aliasOf } from "../../../dev/rekognition/recordings/tape-state.ts";

const state = State.open({ folder: undefined });
afterAll(() => state.close());

let tape: TapeState;
let number = 0;
beforeEach(() => {
  tape = new TapeState(state, `tape-${++number}`);
});

const within = <Result>(work: () => Result): Promise<Result> => state.write(work);

function fill(collection: string, entries: readonly string[]): void {
  for (const entry of entries) tape.add(collection, entry);
}

test("a digest does not depend on the order, on repetitions, or on what came and went", async () => {
  await within(() => {
    fill("a", ["face 1", "face 2", "user u"]);
    fill("b", ["user u", "face 2", "face 1", "face 1"]);
    fill("c", ["face 3", "face 1", "user u", "face 2"]);
    tape.remove("c", "face 3");
    tape.remove("c", "face 4");
  });
  expect(tape.summary("a")).toMatchObject({ collection: "unknown", faces: 2 });
  expect(tape.summary("b")).toEqual(tape.summary("a"));
  expect(tape.summary("c")).toEqual(tape.summary("a"));
});

test("it tells contents apart, and sets of recordings in one state too", async () => {
  await within(() => {
    fill("a", ["face 1"]);
    fill("b", ["face 2"]);
  });
  expect(tape.summary("a").digest).not.toBe(tape.summary("b").digest);
  expect(new TapeState(state, "another").summary("a")).toMatchObject({ collection: "unknown", faces: 0 });
});

test("a collection made again is as new, its ExternalImageIds too", async () => {
  const fresh = await within(() => {
    tape.setStatus("a", "there", true);
    return tape.summary("a");
  });
  await within(() => {
    tape.add("a", "face 1");
    tape.ordinal("a", "p".repeat(64), "one");
    tape.setStatus("a", "gone", true);
    tape.setStatus("a", "there", true);
  });
  expect(tape.summary("a")).toEqual(fresh);
  expect(await within(() => tape.ordinal("a", "p".repeat(64), "two"))).toBe(1);
});

test("ExternalImageIds are counted by picture and collection, and found again by their alias", async () => {
  const [p, q] = ["a".repeat(64), "b".repeat(64)] as const;
  const ordinals = await within(() => [
    tape.ordinal("c", p, "one"),
    tape.ordinal("c", p, "two"),
    tape.ordinal("c", p, "one"),
    tape.ordinal("c", q, "two"),
    tape.ordinal("d", p, "two"),
  ]);
  expect(ordinals).toEqual([1, 2, 1, 1, 1]);
  expect(tape.externalImageId("c", aliasOf(p, 2))).toBe("two");
  expect(tape.externalImageId("d", aliasOf(p, 2))).toBeUndefined();
});

test("what lists collections depends on those that are there", async () => {
  const before = tape.summaryOfAll();
  await within(() => tape.setStatus("a", "there", true));
  const one = tape.summaryOfAll();
  await within(() => tape.setStatus("a", "gone", true));
  expect(one).not.toEqual(before);
  expect(tape.summaryOfAll()).toEqual(before);
});
