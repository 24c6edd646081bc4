import * as v from "valibot";
import type { SeenFace, SeenPicture } from "../trace/events.ts";

const Box = v.object({ Left: v.number(), Top: v.number(), Width: v.number(), Height: v.number() });

const Input = v.object({
  CollectionId: v.optional(v.string()),
  Image: v.object({
    S3Object: v.optional(
      v.object({ Bucket: v.string(), Name: v.string(), Version: v.optional(v.nullable(v.string())) }),
    ),
  }),
});

const Detail = v.object({ BoundingBox: Box });

const Output = v.object({
  FaceRecords: v.optional(v.array(v.object({ Face: v.object({ FaceId: v.string() }), FaceDetail: Detail })), []),
  UnindexedFaces: v.optional(v.array(v.object({ Reasons: v.array(v.string()), FaceDetail: Detail })), []),
  FaceDetails: v.optional(v.array(Detail), []),
  SearchedFaceBoundingBox: v.optional(Box),
  SearchedFace: v.optional(v.object({ FaceDetail: v.optional(Detail) })),
});

/** Where the faces of a picture lie, of a call that looked at one and its answer; undefined for other calls. */
export function seenPicture(input: unknown, output: unknown): SeenPicture | undefined {
  const asked = v.safeParse(Input, input);
  const answered = v.safeParse(Output, output);
  if (!asked.success || !answered.success) return undefined;
  const { FaceRecords, UnindexedFaces, FaceDetails, SearchedFaceBoundingBox, SearchedFace } = answered.output;
  const searched = SearchedFaceBoundingBox ?? SearchedFace?.FaceDetail?.BoundingBox;
  const faces: SeenFace[] = [
    ...FaceRecords.map(({ Face, FaceDetail }) => ({ box: ratios(FaceDetail.BoundingBox), faceId: Face.FaceId })),
    ...UnindexedFaces.map(({ Reasons, FaceDetail }) => ({ box: ratios(FaceDetail.BoundingBox), reasons: Reasons })),
    ...[...FaceDetails.map(({ BoundingBox }) => BoundingBox), ...(searched === undefined ? [] : [searched])].map(
      (box) => ({ box: ratios(box) }),
    ),
  ];
  const object = asked.output.Image.S3Object;
  const version = object?.Version ?? undefined;
  const collection = asked.output.CollectionId;
  return {
    ...(object === undefined
      ? {}
      : { picture: { bucket: object.Bucket, key: object.Name, ...(version === undefined ? {} : { version }) } }),
    ...(collection === undefined ? {} : { collection }),
    faces,
  };
}

function ratios({ Left, Top, Width, Height }: v.InferOutput<typeof Box>): SeenFace["box"] {
  return [short(Left), short(Top), short(Width), short(Height)];
}

/** A tenth of a pixel in a thousand is enough to draw it. */
function short(ratio: number): number {
  return Math.round(ratio * 10_000) / 10_000;
}
