import { expect, test } from "vitest";
import { EventQueue } from "../../../dev/endpoint/exchange/event-queue.ts";
import { State } from "../../../dev/endpoint/state/state.ts";

const EVENT = { target: "arn:aws:lambda:us-east-1:000000000000:function:f", requestId: "r", traceId: "t" };

test("events come in the order in which they are due, and leave only when removed", async () => {
  const state = State.open({ folder: undefined });
  const queue = new EventQueue(state);
  await state.write(() => {
    queue.add({ ...EVENT, body: "late" }, 2000);
    queue.add({ ...EVENT, body: "early" }, 1000);
  });
  const [early] = queue.list(10);
  expect(queue.list(10).map(({ body }) => body)).toEqual(["early", "late"]);

  await state.write(() => queue.retry(early?.id ?? 0, 3000));
  expect(queue.list(10).map(({ body, tries, createdAt }) => [body, tries, createdAt])).toEqual([
    ["late", 0, 2000],
    ["early", 1, 1000],
  ]);

  await state.write(() => queue.remove(early?.id ?? 0));
  expect(queue.list(10).map(({ body }) => body)).toEqual(["late"]);
  state.close();
});

test("an event is not queued when the write that caused it fails", async () => {
  const state = State.open({ folder: undefined });
  const queue = new EventQueue(state);
  const write = state.write(() => {
    queue.add({ ...EVENT, body: "never" }, 0);
    throw new Error("the object could not be stored");
  });
  await expect(write).rejects.toThrow("could not be stored");
  expect(queue.list(10)).toEqual([]);
  state.close();
});
