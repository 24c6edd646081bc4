import { setTimeout as sleep } from "node:timers/promises";
import { IndexFacesCommand, ListFacesCommand } from "@aws-sdk/client-rekognition";
import { expect, test } from "vitest";
import { addFault } from "../../dev/engine/endpoint-faults.ts";
import { drawn, startFaceEndpoint } from "./face-endpoint.ts";

const { endpoint, client, collection, index } = await startFaceEndpoint();

// A function that was killed runs again, and looks for the faces that it left: none may come behind that.
test("IndexFaces stores no face for a client that has gone", async () => {
  const CollectionId = await collection("abandoned");
  const Image = drawn("nora-lind.jpg");
  // The model is loaded before, so that the wait below is longer than the rest.
  await index(CollectionId, "greta-holm.jpg");
  await addFault(endpoint.control, { service: "rekognition", kind: "slow", delayMs: 400, caller: "any", count: 1 });

  const call = client.send(new IndexFacesCommand({ CollectionId, Image }), { abortSignal: AbortSignal.timeout(150) });

  await expect(call).rejects.toMatchObject({ name: "AbortError" });
  await sleep(1_500);
  const { Faces } = await client.send(new ListFacesCommand({ CollectionId }));
  expect(Faces).toHaveLength(1);
});
