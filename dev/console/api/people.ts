import type { Face } from "@aws-sdk/client-rekognition";
import * as v from "valibot";
import { jsonAnswer } from "../../endpoint/http/control.ts";
import type { HttpResponse } from "../../endpoint/service.ts";
import type { KnownFace, People } from "../wire/recognition.ts";
import type { AppReader } from "./app-reader.ts";
import type { AwsClients } from "./aws-clients.ts";
import { FaceItems } from "./face-items.ts";
import { askRekognition, checkLocalModel } from "./ask-control.ts";

const MOST_FACES = 1000;
const PAGE = 1000;

const Pairs = v.object({
  faceIds: v.array(v.string()),
  distances: v.array(v.array(v.number())),
  similarities: v.array(v.array(v.number())),
});
const Curve = v.object({ points: v.array(v.tuple([v.number(), v.number()])) });

/** `?collection=`: its faces, whom they show, and how like each other they are. */
export async function people(clients: AwsClients, app: AppReader, query: URLSearchParams): Promise<HttpResponse> {
  const CollectionId = query.get("collection") ?? "";
  await checkLocalModel(clients);
  const listed: Face[] = [];
  let NextToken: string | undefined;
  do {
    const page = await clients.call("rekognition:ListFaces", {
      CollectionId,
      MaxResults: PAGE,
      ...(NextToken === undefined ? {} : { NextToken }),
    });
    listed.push(...(page.Faces ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined && listed.length < MOST_FACES);
  const items = await FaceItems.read(clients, await app.read());
  const { Users = [] } = await clients.call("rekognition:ListUsers", { CollectionId }).catch(() => ({ Users: [] }));
  const path = `/rekognition/collections/${encodeURIComponent(CollectionId)}/pairs`;
  const [pairs, curve] = await Promise.all([
    askRekognition(clients, path).then(
      (found) => (found === undefined ? NO_MODEL : { pairs: v.parse(Pairs, found), why: undefined }),
      (error: unknown) => ({ pairs: undefined, why: error instanceof Error ? error.message : String(error) }),
    ),
    similarityCurve(clients),
  ]);
  const answer: People = {
    collection: CollectionId,
    faces: listed.map((face) => knownFace(face, items)),
    more: NextToken !== undefined,
    users: Users.map(({ UserId = "", UserStatus = "" }) => ({ userId: UserId, status: UserStatus })),
    pairs: pairs.pairs,
    whyNoPairs: pairs.why,
    curve,
  };
  return jsonAnswer(answer);
}

/** A face with what the app knows of it. */
export function knownFace(face: Face, items: FaceItems): KnownFace {
  const { FaceId = "", ExternalImageId, BoundingBox = {}, UserId } = face;
  const known = items.of(FaceId, ExternalImageId);
  return {
    faceId: FaceId,
    person: known.person ?? UserId ?? readable(ExternalImageId) ?? `face ${FaceId.slice(0, 8)}`,
    box: BoundingBox,
    externalImageId: ExternalImageId,
    userId: UserId,
    picture: known.picture,
    items: known.items,
  };
}

/** Similarity by distance; nothing where Rekognition is not the local model. */
export async function similarityCurve(clients: AwsClients): Promise<People["curve"]> {
  const found = await askRekognition(clients, "/rekognition/curve").catch(() => undefined);
  return found === undefined ? [] : v.parse(Curve, found).points;
}

const NO_MODEL = {
  pairs: undefined,
  why: "Rekognition's own vectors are not given out: the local model alone tells distances.",
};

/** Hashes say nothing to a person. */
function readable(id: string | undefined): string | undefined {
  return id === undefined || /^[0-9a-f]{32,}$/i.test(id) ? undefined : id;
}
