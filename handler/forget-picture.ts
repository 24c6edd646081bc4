import { bringBackVersion } from "./bring-back-version.ts";
import { type Outcome, REMOVED } from "./index-faces.ts";
import { readPictureItem } from "./picture-item.ts";
import type { PictureRemoved } from "./read-event.ts";
import { settlePicture } from "./settle-picture.ts";

/**
 * Takes the faces and rows of a removed picture along; those of a removed version give way to those of the version
 * that is current now. Returns what became of the picture, or undefined if the event had no say or changed nothing.
 */
export async function forgetPicture(event: PictureRemoved): Promise<Outcome | undefined> {
  if (event.scope === "version") return bringBackVersion(event);
  const settled = await settlePicture(event, REMOVED, await readPictureItem(event.picture));
  return settled ? REMOVED : undefined;
}
