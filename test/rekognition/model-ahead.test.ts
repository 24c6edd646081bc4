import { expect, test } from "vitest";
import { rekognitionAs } from "../../dev/rekognition/definition.ts";
import { startTestEndpoint } from "../support/endpoint.ts";

test("the model is loaded when a function is told of an upload, and not for a removal", async () => {
  await using endpoint = await startTestEndpoint({
    services: [rekognitionAs({ mode: "local", pictures: { from: "own-s3" } })],
  });
  const seen: string[] = [];
  endpoint.bus.onEvery(({ type }) => seen.push(type));
  const notified = { type: "notified", traceId: "1-0-0", bucket: "pictures", key: "a.jpg", target: "arn" } as const;

  endpoint.bus.dispatch({ ...notified, event: "ObjectRemoved:Delete" });
  endpoint.bus.dispatch({ ...notified, event: "ObjectCreated:Put" });
  endpoint.bus.dispatch({ ...notified, event: "ObjectCreated:Put" });

  await expect
    .poll(() => seen.filter((type) => type !== "notified"), { timeout: 20_000 })
    .toEqual(["modelLoading", "modelLoaded"]);
  expect(seen.slice(0, 3)).toEqual(["notified", "notified", "notified"]);
});
