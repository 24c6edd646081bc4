import { accessSync, constants, statSync } from "node:fs";
import { UsageError } from "../config/command-line.ts";

/** Throws UsageError where a command was given something else than a file that can be read. */
export function checkPictureFile(path: string, command: "upload" | "who"): void {
  const next = `Name a picture, for example: doppelface ${command} fixtures/pictures/nora-lind.jpg`;
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new UsageError(`There is no file ${path}. ${next}`);
  if (found.isDirectory()) {
    const all =
      command === "upload" ? ` Its pictures are named one by one: doppelface upload ${path}/*.jpg` : ` ${next}`;
    throw new UsageError(`${path} is a folder, not a picture.${all}`);
  }
  try {
    accessSync(path, constants.R_OK);
  } catch (cause) {
    throw new UsageError(`${path} cannot be read by this user. Give the right to (chmod +r), or name another file.`, {
      cause,
    });
  }
}
