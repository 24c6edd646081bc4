import { describePicture, pictureFacts } from "./picture-facts.ts";
import type { UpstreamOptions } from "./upstream.ts";

/** Tells of each picture that goes to an upstream: one line a picture, by its hash and size. */
export async function tellSent(
  operation: string,
  pictures: ReadonlyMap<string, Uint8Array>,
  { url }: UpstreamOptions,
  notice: (message: string) => void,
): Promise<void> {
  for (const bytes of pictures.values()) {
    notice(`Sent to ${url ?? "AWS"} with ${operation}: ${describePicture(await pictureFacts(bytes))}`);
  }
}
