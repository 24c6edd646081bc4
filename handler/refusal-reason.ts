import { endsWell, imageKind, imageSize } from "./image-kind.ts";
import type { ObjectEnds } from "./object-bytes.ts";

/** What Rekognition takes from S3 at most, in bytes. */
const MOST_BYTES = 15 * 1024 * 1024;
/** The shortest side that Rekognition takes, in pixels. */
const SHORTEST_SIDE = 80;

/** Why Rekognition does not take the format of a file, and what to do. `ends` undefined: nobody knows. */
export function formatReason(ends: ObjectEnds | undefined): string {
  if (ends === undefined) return "The file is not a JPEG or PNG image, or it is damaged.";
  if (ends.size === 0) return "The file is empty: 0 bytes. Put it again.";
  const kind = imageKind(ends.head);
  if (kind === "JPEG" || kind === "PNG") {
    return endsWell(kind, ends.tail)
      ? `The file is a ${kind} image that is damaged: Rekognition cannot read it. Save it again from its source, and put it again.`
      : `The file is a ${kind} image that does not end as one: it was cut off, most likely. Put it again as a whole.`;
  }
  return kind === undefined
    ? "The file is not a JPEG or PNG image, nor another format that is known here. Put a picture as JPEG or PNG."
    : `The file is ${article(kind)} ${kind} ${kind === "PDF" ? "document" : "image"}, whatever its name says. ` +
        "Rekognition takes JPEG and PNG alone: convert it, and put it again.";
}

/** Of what a picture has too much, bytes or pixels, and what to do. */
export function tooLargeReason(ends: ObjectEnds | undefined): string {
  if (ends === undefined) {
    return "The picture is larger than Rekognition takes, in bytes or in pixels: 15 MB is the most.";
  }
  if (ends.size > MOST_BYTES) {
    return `The file has ${megabytes(ends.size)} MB, and Rekognition takes 15 MB at most. Compress it, and put it again.`;
  }
  const size = imageSize(ends.head);
  const pixels = size === undefined ? "more pixels" : `${size.width} × ${size.height} pixels, more`;
  return `The picture has ${pixels} than Rekognition takes, though not too many bytes. Scale it down, and put it again.`;
}

/** Why Rekognition refuses a picture by a parameter; `message` is its own word. */
export function parameterReason(ends: ObjectEnds | undefined, message: string): string {
  const size = ends === undefined ? undefined : imageSize(ends.head);
  if (size !== undefined && Math.min(size.width, size.height) < SHORTEST_SIDE) {
    return (
      `The picture has ${size.width} × ${size.height} pixels, and Rekognition takes none with a side under ` +
      `${SHORTEST_SIDE} pixels. Put a larger one.`
    );
  }
  // Seen for a side under 80 pixels, with the text "Request has invalid parameters".
  return `Rekognition refuses the picture: ${message.replace(/\.$/, "")}. A side under ${SHORTEST_SIDE} pixels is one cause.`;
}

function article(kind: string): string {
  return kind === "AVIF" ? "an" : "a";
}

function megabytes(bytes: number): string {
  return (bytes / (1024 * 1024)).toFixed(1);
}
