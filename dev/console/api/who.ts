import * as v from "valibot";
import { ControlError, jsonAnswer } from "../../endpoint/http/control.ts";
import type { ControlRequest, HttpResponse } from "../../endpoint/service.ts";
import { describeAnswer } from "../../pipeline/answered-error.ts";
import type { Who } from "../wire/recognition.ts";
import type { AppReader } from "./app-reader.ts";
import { checkLocalModel } from "./ask-control.ts";
import type { AwsClients } from "./aws-clients.ts";
import { FaceItems } from "./face-items.ts";
import { knownFace } from "./people.ts";

/** Rekognition takes no more in a request. */
const LIMIT = 5 << 20;
const MOST_MATCHES = 12;

const Asked = v.object({
  collection: v.string(),
  bucket: v.optional(v.string()),
  key: v.optional(v.string()),
  version: v.optional(v.string()),
});

/**
 * `?collection=` with a picture as the body, which is not stored, or `&bucket&key[&version]` of one that is: who is in
 * it. Asked without a threshold, so that those below it are told too.
 */
export async function who(clients: AwsClients, app: AppReader, request: ControlRequest): Promise<HttpResponse> {
  const asked = v.safeParse(Asked, Object.fromEntries(request.query));
  if (!asked.success) throw new ControlError(400, "Expected ?collection=…, and a picture.");
  const { collection: CollectionId, bucket: Bucket, key: Name, version: Version } = asked.output;
  await checkLocalModel(clients);
  const Image =
    Bucket === undefined || Name === undefined
      ? { Bytes: await request.bytes(LIMIT) }
      : { S3Object: { Bucket, Name, ...(Version === undefined || Version === "null" ? {} : { Version }) } };
  const nothing: Who = { boxes: [], searched: undefined, matches: [], refused: undefined };
  try {
    const { FaceDetails = [] } = await clients.call("rekognition:DetectFaces", { Image });
    const boxes = FaceDetails.map(({ BoundingBox = {} }) => BoundingBox);
    if (boxes.length === 0) return jsonAnswer(nothing);
    const found = await clients.call("rekognition:SearchFacesByImage", {
      CollectionId,
      Image,
      FaceMatchThreshold: 0,
      MaxFaces: MOST_MATCHES,
      QualityFilter: "NONE",
    });
    const items = await FaceItems.read(clients, await app.read());
    const answer: Who = {
      boxes,
      searched: found.SearchedFaceBoundingBox,
      matches: (found.FaceMatches ?? []).map(({ Similarity = 0, Face = {} }) => ({
        similarity: Similarity,
        face: knownFace(Face, items),
      })),
      refused: undefined,
    };
    return jsonAnswer(answer);
  } catch (error) {
    const refused = describeAnswer(error);
    if (refused === undefined) throw error;
    return jsonAnswer({ ...nothing, refused } satisfies Who);
  }
}
