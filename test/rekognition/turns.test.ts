import { DetectFacesCommand, RekognitionClient } from "@aws-sdk/client-rekognition";
import { expect, onTestFinished, test } from "vitest";
import { rekognitionAs } from "../../dev/rekognition/definition.ts";
import type { TurnLimits } from "../../dev/rekognition/turns.ts";
import { startTestEndpoint } from "../support/endpoint.ts";
import { drawn } from "./face-endpoint.ts";

async function startWith(turns: TurnLimits) {
  const services = [rekognitionAs({ mode: "local", pictures: { from: "own-s3" }, turns })];
  const endpoint = await startTestEndpoint({ services });
  onTestFinished(() => endpoint.stop());
  const detect = async (client: RekognitionClient) =>
    (await client.send(new DetectFacesCommand({ Image: drawn("nora-lind.jpg") }))).FaceDetails?.length;
  /** What six calls at once come to, with so many attempts each. */
  const burst = async (maxAttempts: number): Promise<unknown[]> => {
    const client = new RekognitionClient({ ...endpoint.client, maxAttempts });
    const calls = await Promise.allSettled(Array.from({ length: 6 }, () => detect(client)));
    return calls.map((call) => (call.status === "fulfilled" ? call.value : call.reason));
  };
  return { burst };
}

test("what waits for the model is bounded: what is beyond is throttled, and told so that clients try again", async () => {
  const { burst } = await startWith({ atOnce: 1, waiting: 2, bytes: Infinity });

  // Nobody's turn ends before all six are there: the nets are loaded first.
  const calls = await burst(1);
  const refused = calls.filter((call) => call !== 1);

  expect(refused).toHaveLength(3);
  for (const error of refused) {
    expect(error).toMatchObject({
      name: "ThrottlingException",
      message: "Slow down; sudden increase in rate of requests.",
      $metadata: { httpStatusCode: 400, attempts: 1 },
    });
  }
  expect(await burst(20)).toEqual([1, 1, 1, 1, 1, 1]);
});

test("so are the bytes that wait; a picture that is larger than all of them waits alone", async () => {
  const { burst } = await startWith({ atOnce: 1, waiting: 100, bytes: 10 });

  const calls = await burst(1);

  expect(calls.filter((call) => call === 1)).toHaveLength(2);
});
