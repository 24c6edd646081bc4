/** A person as the picture's file name gives it; what the name does not have is undefined. */
export interface PersonName {
  readonly firstName: string | undefined;
  readonly lastName: string | undefined;
}

/**
 * Reads the name from a key such as `staff/ada-lovelace.jpg`: what stands before the first hyphen is
 * the first name, all after it the last name; folders and the extension do not count.
 */
export function personName(key: string): PersonName {
  const fileName = key.slice(key.lastIndexOf("/") + 1);
  // One form for each letter: macOS writes "é" in file names as two code points.
  const name = fileName.replace(EXTENSION, "").normalize("NFC");
  const hyphen = name.indexOf("-");
  return hyphen === -1
    ? { firstName: orUndefined(name), lastName: undefined }
    : { firstName: orUndefined(name.slice(0, hyphen)), lastName: orUndefined(name.slice(hyphen + 1)) };
}

// Not everything behind a dot: "dr. ada-lovelace" has no extension.
const EXTENSION = /\.[A-Za-z0-9]{1,5}$/;

function orUndefined(name: string): string | undefined {
  const trimmed = name.trim();
  return trimmed === "" ? undefined : trimmed;
}
