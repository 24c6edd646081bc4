import type { FaceDetail } from "@aws-sdk/client-rekognition";
import type { SeenFace } from "../../../../trace/events.ts";
import type { UploadDetail } from "../../../wire/wire.ts";

/** A face of a picture, and what Rekognition has answered of it as far as that is kept. */
export interface DetailedFace {
  readonly seen: SeenFace;
  readonly detail: FaceDetail | undefined;
}

interface Answer {
  readonly FaceRecords?: readonly { readonly Face?: { readonly FaceId?: string }; readonly FaceDetail?: FaceDetail }[];
  readonly UnindexedFaces?: readonly { readonly FaceDetail?: FaceDetail }[];
  readonly FaceDetails?: readonly FaceDetail[];
}

/** The faces of an upload with their attributes, from the answers of Rekognition that are still kept. */
export function detailsOf({ upload, calls }: UploadDetail): DetailedFace[] {
  const answers = calls.filter(({ service }) => service === "rekognition").map(({ output }) => parsed(output));
  const details = answers.flatMap((answer) => [
    ...(answer?.FaceRecords ?? []).map(({ FaceDetail: detail }) => detail),
    ...(answer?.UnindexedFaces ?? []).map(({ FaceDetail: detail }) => detail),
    ...(answer?.FaceDetails ?? []),
  ]);
  return upload.faces.map((seen) => ({ seen, detail: details.findLast((detail) => isAt(detail, seen)) }));
}

/** The answer of a call that is kept; undefined where it is none. */
function parsed(output: string): Answer | undefined {
  const value: unknown = JSON.parse(output);
  return typeof value === "object" && value !== null ? value : undefined;
}

function isAt(detail: FaceDetail | undefined, { box }: SeenFace): boolean {
  const { Left = -1, Top = -1, Width = -1 } = detail?.BoundingBox ?? {};
  return Math.abs(Left - box[0]) < 0.001 && Math.abs(Top - box[1]) < 0.001 && Math.abs(Width - box[2]) < 0.001;
}
