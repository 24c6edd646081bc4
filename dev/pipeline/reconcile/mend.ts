import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { DeleteFacesCommand } from "@aws-sdk/client-rekognition";
import type { Resources } from "../resources.ts";
import type { Mend } from "./plan.ts";
import type { SurveyClients } from "./survey.ts";

/** Events that the function handles at once. */
const AT_ONCE = 4;

/**
 * Carries a plan out: deletions one by one, then the events, each of which is waited for.
 * @param onMend gets each mend that is done, with its error where it failed
 */
export async function carryOut(
  clients: SurveyClients & { readonly lambda: LambdaClient },
  resources: Resources,
  mends: readonly Mend[],
  onMend: (mend: Mend, error: string | undefined) => void,
): Promise<void> {
  const events = [...mends];
  const next = async (): Promise<void> => {
    for (let mend = events.shift(); mend !== undefined; mend = events.shift()) {
      onMend(mend, await errorOf(carryOutOne(clients, resources, mend)));
    }
  };
  // Deletions stand first, and the event behind each relies on it.
  while (events[0]?.kind === "delete-face" || events[0]?.kind === "delete-row") {
    const [mend] = events.splice(0, 1);
    if (mend !== undefined) onMend(mend, await errorOf(carryOutOne(clients, resources, mend)));
  }
  await Promise.all(Array.from({ length: AT_ONCE }, next));
}

async function carryOutOne(
  { dynamodb, rekognition, lambda }: SurveyClients & { readonly lambda: LambdaClient },
  resources: Resources,
  mend: Mend,
): Promise<void> {
  switch (mend.kind) {
    case "delete-face":
      await rekognition.send(new DeleteFacesCommand({ CollectionId: resources.collection, FaceIds: [mend.faceId] }));
      return;
    case "delete-row":
      await dynamodb.send(
        new DeleteItemCommand({ TableName: resources.table, Key: { rekognition_id: { S: mend.faceId } } }),
      );
      return;
    case "register":
      return invoke(lambda, resources, mend, "ObjectCreated:Put", {
        versionId: mend.version.version,
        eTag: mend.version.etag,
      });
    case "look":
      // The handler looks at what is current whatever version it was that went.
      return invoke(lambda, resources, mend, "ObjectRemoved:Delete", { versionId: mend.version });
  }
}

async function invoke(
  lambda: LambdaClient,
  { bucket, functionName }: Resources,
  { key, sequencer }: Mend & { readonly sequencer: string },
  eventName: string,
  object: object,
): Promise<void> {
  const record = {
    eventVersion: "2.1",
    eventSource: "aws:s3",
    eventName,
    // As old as the last event that had its say: whatever happens to the picture meanwhile is newer.
    s3: { bucket: { name: bucket }, object: { key: encodeKey(key), sequencer, ...object } },
  };
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify({ Records: [record] }) }),
  );
  if (FunctionError !== undefined) {
    throw new Error(`The function fails (${FunctionError}): ${Payload?.transformToString() ?? ""}`);
  }
}

/** As S3 writes keys in events. */
function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll("%20", "+").replaceAll("%2F", "/");
}

async function errorOf(work: Promise<void>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
