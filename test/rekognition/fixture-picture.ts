import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";

/** The bytes of a drawn picture, by its path below `fixtures/pictures/`. */
export function fixturePicture(file: string): Uint8Array {
  return readFileSync(new URL(`../../fixtures/pictures/${file}`, import.meta.url));
}

/** A photograph of the face model's own package: number 1 shows three women. */
export function photograph(number: number): Uint8Array {
  const main = createRequire(import.meta.url).resolve("@vladmandic/face-api/package.json");
  return readFileSync(`${dirname(main)}/demo/sample${number}.jpg`);
}
