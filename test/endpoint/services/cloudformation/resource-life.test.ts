import { expect, test } from "vitest";
import {
  type Desired,
  type StackResource,
  adopting,
  begun,
  changing,
  completed,
  dueFor,
  failed,
  isRetained,
  planned,
  refused,
  replacing,
  restored,
  settled,
} from "../../../../dev/endpoint/services/cloudformation/resource-life.ts";

const desired = (deletionPolicy: Desired["deletionPolicy"], value = 1): Desired => ({
  properties: { value },
  deletionPolicy,
  replacePolicy: "Delete",
  after: ["B"],
});

/** A resource that an operation before this one has made. */
function there(deletionPolicy: Desired["deletionPolicy"]): StackResource {
  const made = { ...planned("A", "AWS::SQS::Queue", undefined), ...desired(deletionPolicy), name: "a" };
  return completed(begun(made), { Arn: "arn" }, "id");
}

const before = there("Retain");
const next = desired("Delete", 2);
const AFTER_UPDATE: Readonly<Record<string, StackResource>> = {
  untouched: before,
  refused: refused(before, "no"),
  created: completed(begun(planned("A", "AWS::SQS::Queue", "created")), {}, "id"),
  adopted: adopting(before, next),
  updated: completed(changing(before, next), {}),
  "half updated": failed(changing(before, next), "no"),
  replaced: completed(replacing(before, next, "b"), {}, "id-2"),
  "half replaced": failed(replacing(before, next, "b"), "no"),
};

test.each([
  // what the update did, when it holds, first when it is rolled back, and then
  ["untouched", "nothing", "nothing", "nothing"],
  ["refused", "nothing", "tell", "nothing"],
  ["created", "settle", "nothing", "remove"],
  ["adopted", "settle", "put back", "nothing"],
  ["updated", "settle", "change back", "nothing"],
  ["half updated", "settle", "change back", "nothing"],
  ["replaced", "remove the old one", "nothing", "remove"],
  ["half replaced", "remove the old one", "nothing", "remove"],
])("%s: what is due", (name, cleanUp, restore, cleanUpAfterRollback) => {
  const resource = AFTER_UPDATE[name] ?? before;
  expect(dueFor(resource, "cleanUp")).toBe(cleanUp);
  expect(dueFor(resource, "restore")).toBe(restore);
  expect(dueFor(resource, "cleanUpAfterRollback")).toBe(cleanUpAfterRollback);
});

test.each(["adopted", "updated", "half updated", "replaced", "half replaced"])("%s: it keeps what it was", (name) => {
  const resource = AFTER_UPDATE[name];
  expect(resource?.before).toEqual(before);
  expect(resource?.deletionPolicy).toBe("Delete");
  expect(isRetained(resource ?? before, "stack deleted")).toBe(true);
  expect(settled(resource ?? before)).not.toHaveProperty("before");
});

test("what is left of an update that was broken off is not what the next one goes back to", () => {
  const again = changing(AFTER_UPDATE["updated"] ?? before, desired("Delete", 3));
  expect(again.before?.before).toBeUndefined();
});

test.each([
  ["Delete", "dropped by the template", true, false],
  ["Retain", "dropped by the template", true, true],
  ["RetainExceptOnCreate", "dropped by the template", true, true],
  ["Delete", "creation rolled back", false, false],
  ["Retain", "creation rolled back", false, true],
  ["RetainExceptOnCreate", "creation rolled back", false, false],
  ["Delete", "stack deleted", true, false],
  ["Retain", "stack deleted", false, true],
  ["RetainExceptOnCreate", "stack deleted", true, true],
  ["RetainExceptOnCreate", "stack deleted", false, false],
] as const)("%s, %s (ever complete: %s): retained %s", (policy, why, complete, retained) => {
  expect(isRetained(there(policy), why, complete)).toBe(retained);
});

test("a failure keeps its reason until the next status, and what may have been made is known", () => {
  const creation = begun(planned("A", "AWS::SQS::Queue", undefined));
  expect(failed(creation, "no")).toMatchObject({ status: "CREATE_FAILED", reason: "no", begun: true });
  expect(failed(creation, "taken", false)).toMatchObject({ status: "CREATE_FAILED", begun: false });
  expect(failed(changing(before, next), "no")).toMatchObject({ status: "UPDATE_FAILED", change: "updated" });
  expect(restored(refused(before, "no"))).not.toHaveProperty("reason");
});
