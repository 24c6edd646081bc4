import type { Outcome } from "./index-faces.ts";
import { readPictureItem } from "./picture-item.ts";
import { putVersion } from "./picture-version.ts";
import type { PictureCreated } from "./read-event.ts";
import { registerVersion } from "./register-version.ts";

/** Registers the faces of a picture that was put. Returns what became of it, or undefined if a newer event had come. */
export async function registerPicture(event: PictureCreated): Promise<Outcome | undefined> {
  return registerVersion(putVersion(event), await readPictureItem(event.picture));
}
