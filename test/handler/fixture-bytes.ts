import { readFile } from "node:fs/promises";

/** The bytes of a committed picture, by its path below `fixtures/pictures/`. */
export function fixtureBytes(file: string): Promise<Uint8Array> {
  return readFile(new URL(`../../fixtures/pictures/${file}`, import.meta.url));
}
