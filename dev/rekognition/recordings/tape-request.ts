import type { Call, Host } from "../../endpoint/service.ts";
import { noImageSource } from "../errors.ts";
import type { PictureSource } from "../picture-source.ts";
import type { OperationName } from "../service-model.ts";
import { sha256 } from "./canonical.ts";
import { asRecord } from "./model-shapes.ts";
import { MODEL_ARNS, normaliseInput, pictureMembers } from "./normalise.ts";
import { type CollectionSummary, keyOf } from "./recording.ts";
import type { TapeState } from "./tape-state.ts";

/** A request in the terms of recordings. */
export interface TapeRequest {
  readonly operation: OperationName;
  /** Normalised; of pictures the hash of their bytes. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The bytes of the pictures by the member that holds them. */
  readonly pictures: ReadonlyMap<string, Uint8Array>;
  /** ARNs of trained models as they were given, by the member that names them. */
  readonly models: Readonly<Record<string, unknown>>;
  /** The collection that it is about, if it is about one. */
  readonly collection: string | undefined;
  /** Of reads: what the collection holds. */
  readonly state: CollectionSummary | undefined;
  readonly key: string;
  /** Its ordinal among the requests with this key, from 1. */
  readonly occurrence: number;
  /** That of its ExternalImageId among those of the same picture in the same collection, from 1; 1 where it has none. */
  readonly ordinal: number;
}

const READS: ReadonlySet<OperationName> = new Set<OperationName>([
  "DescribeCollection",
  "ListCollections",
  "ListFaces",
  "ListTagsForResource",
  "ListUsers",
  "SearchFaces",
  "SearchFacesByImage",
  "SearchUsers",
  "SearchUsersByImage",
]);

/** In an ExternalImageId's place: which one it is does not change what is found in a picture. */
const GIVEN = "given";

/** Whether an operation's answer depends on what was indexed before. */
export function isRead(operation: OperationName): boolean {
  return READS.has(operation);
}

/** Fetches the pictures of an input. Throws InvalidS3ObjectException and its like, which are answered unrecorded. */
export async function fetchPictures(
  source: PictureSource,
  operation: OperationName,
  input: Readonly<Record<string, unknown>>,
  call: Call,
): Promise<Map<string, Uint8Array>> {
  const pictures = new Map<string, Uint8Array>();
  for (const member of pictureMembers(operation)) {
    const { Bytes, S3Object } = asRecord(input[member]);
    if ((Bytes === undefined) === (S3Object === undefined)) throw noImageSource();
    // Both were parsed against the service model before.
    pictures.set(
      member,
      typeof Bytes === "string" ? Buffer.from(Bytes, "base64") : await source.read(asRecord(S3Object), call),
    );
  }
  return pictures;
}

/** Puts a parsed input into the terms of recordings, and counts it. */
export function toTapeRequest(
  host: Host,
  state: TapeState,
  operation: OperationName,
  input: Readonly<Record<string, unknown>>,
  pictures: ReadonlyMap<string, Uint8Array>,
): Promise<TapeRequest> {
  const hashes = new Map([...pictures].map(([member, bytes]) => [member, { sha256: sha256(bytes) }]));
  const params = normaliseInput(operation, { ...input, ...Object.fromEntries(hashes) });
  const collection = collectionOf(params);
  return host.state.write(() => {
    let ordinal = 1;
    const { ExternalImageId } = params;
    const picture = hashes.get("Image")?.sha256;
    if (typeof ExternalImageId === "string" && picture !== undefined && collection !== undefined) {
      ordinal = state.ordinal(collection, picture, ExternalImageId);
      params["ExternalImageId"] = GIVEN;
    }
    const summary = isRead(operation)
      ? collection === undefined
        ? state.summaryOfAll()
        : state.summary(collection)
      : undefined;
    const keyed = { operation, request: params, state: summary };
    const key = keyOf(keyed);
    const models = Object.fromEntries(MODEL_ARNS.filter((name) => name in params).map((name) => [name, input[name]]));
    const occurrence = state.count(key);
    return { operation, params, pictures, models, collection, state: summary, key, occurrence, ordinal };
  });
}

function collectionOf({ CollectionId, ResourceArn }: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof CollectionId === "string") return CollectionId;
  return typeof ResourceArn === "string" ? /:collection\/(.+)$/.exec(ResourceArn)?.[1] : undefined;
}
