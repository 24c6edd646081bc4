import { expect, test } from "vitest";
import { personName } from "../../handler/person-name.ts";

test.each([
  ["ada-lovelace.jpg", "ada", "lovelace"],
  ["jean-luc-picard.jpg", "jean", "luc-picard"],
  ["cher.png", "cher", undefined],
  ["staff/2026/ada-lovelace.jpeg", "ada", "lovelace"],
  ["a-folder/cher.png", "cher", undefined],
  ["ada-lovelace", "ada", "lovelace"],
  ["Zoë-Müller.JPG", "Zoë", "Müller"],
  ["Zoe\u0308-Mu\u0308ller.jpg", "Zoë", "Müller"],
  ["Ada King - Lovelace.jpg", "Ada King", "Lovelace"],
  ["dr. ada-lovelace", "dr. ada", "lovelace"],
  ["j.r.-tolkien.jpg", "j.r.", "tolkien"],
  ["-doe.jpg", undefined, "doe"],
  ["jane-.jpg", "jane", undefined],
  ["-.jpg", undefined, undefined],
  [".jpg", undefined, undefined],
  ["staff/", undefined, undefined],
])("%s is %s %s", (key, firstName, lastName) => {
  expect(personName(key)).toEqual({ firstName, lastName });
});
