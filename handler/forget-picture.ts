import { REMOVED } from "./index-faces.ts";
import type { Outcome } from "./index-faces.ts";
import type { PictureRemoved } from "./read-event.ts";
import { settlePicture } from "./settle-picture.ts";

/** Takes the faces and rows of a removed picture along. Returns what became of it, or undefined if the event had no say. */
export async function forgetPicture(event: PictureRemoved): Promise<Outcome | undefined> {
  return (await settlePicture(event, REMOVED)) ? REMOVED : undefined;
}
