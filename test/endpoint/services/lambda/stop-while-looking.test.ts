import { expect, test } from "vitest";
import { EventQueue } from "../../../../dev/endpoint/exchange/event-queue.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { Functions, makeRole } from "./support.ts";

const HOUR_MS = 60 * 60_000;

/** Those that keep the process. */
const timers = (): number => process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;

test("a stop while the queue is looked at leaves no timer for what is due later, which would keep the process", async () => {
  const endpoint = await startTestEndpoint();
  const functions = new Functions(
    endpoint.client,
    await makeRole(endpoint.client, "stopped-role", [{ Action: "logs:*", Resource: "*" }]),
  );
  const target = await functions.create("later", "export const handler = async () => 1;");
  const traceId = "1-00000000-000000000000000000000000";
  const event = { target, requestId: crypto.randomUUID(), body: "{}", traceId };
  await endpoint.state.write(() => new EventQueue(endpoint.state).add(event, Date.now() + HOUR_MS));

  // It looks at the queue in a later turn than this one, in which the stop begins.
  endpoint.bus.dispatch({
    type: "notified",
    traceId,
    bucket: "some",
    key: "a.jpg",
    event: "ObjectCreated:Put",
    target,
  });
  await endpoint.stop();

  expect(timers()).toBe(0);
});
