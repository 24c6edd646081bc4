import { REMOVED } from "./index-faces.ts";
import type { Outcome } from "./index-faces.ts";
import { readPictureItem } from "./picture-item.ts";
import type { PictureRemoved } from "./read-event.ts";
import { settlePicture } from "./settle-picture.ts";

/** Takes the faces and rows of a removed picture along. Returns what became of it, or undefined if the event had no say. */
export async function forgetPicture(event: PictureRemoved): Promise<Outcome | undefined> {
  const settled = await settlePicture(event, REMOVED, await readPictureItem(event.picture));
  return settled ? REMOVED : undefined;
}
