import { ServiceError } from "../../endpoint/errors.ts";
import { describePicture, pictureFacts } from "./picture-facts.ts";

/** Most bytes of a picture within a request; S3 objects may have three times as many. */
const MOST_SENT_BYTES = 5_242_880;

/** Sides relative to the picture's own, tried in turn. */
const SCALES = [1, 0.8, 0.65, 0.5, 0.35, 0.2] as const;

/** The pictures as they are sent, and those among them that had to be made smaller; each of those is told. */
export async function fitPictures(
  pictures: ReadonlyMap<string, Uint8Array>,
  notice: (message: string) => void,
): Promise<{ sent: Map<string, Uint8Array>; shrunk: Map<string, Uint8Array> }> {
  const sent = new Map<string, Uint8Array>();
  const shrunk = new Map<string, Uint8Array>();
  for (const [member, bytes] of pictures) {
    const fitting = await fitIntoRequest(bytes);
    sent.set(member, fitting);
    if (fitting === bytes) continue;
    shrunk.set(member, fitting);
    const [before, after] = [await pictureFacts(bytes), await pictureFacts(fitting)];
    notice(
      `A picture was made smaller to be sent: ${describePicture(before)} became ${describePicture(after)}. ` +
        "AWS would have read the original from S3, and its numbers may differ slightly.",
    );
  }
  return { sent, shrunk };
}

/** A picture that fits into a request: itself, or a smaller JPEG of it that stands upright. */
async function fitIntoRequest(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes.byteLength <= MOST_SENT_BYTES) return bytes;
  const { default: sharp } = await import("sharp");
  try {
    const { autoOrient } = await sharp(bytes).metadata();
    for (const scale of SCALES) {
      const smaller = await sharp(bytes)
        .autoOrient()
        .resize(Math.round(autoOrient.width * scale))
        .jpeg({ quality: 92 })
        .toBuffer();
      if (smaller.byteLength <= MOST_SENT_BYTES) return smaller;
    }
  } catch (cause) {
    throw tooLarge(bytes, "and cannot be read as a picture to be made smaller", cause);
  }
  throw tooLarge(bytes, "and stays too large however small it is made");
}

function tooLarge(bytes: Uint8Array, why: string, cause?: unknown): ServiceError {
  return new ServiceError(
    "ImageTooLargeException",
    `Image size is too large: objects of the local S3 are sent as bytes, of which Rekognition takes ${MOST_SENT_BYTES}; this one has ${bytes.byteLength} ${why}.`,
    { cause },
  );
}
