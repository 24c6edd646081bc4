const END = 0x06054b50;
const ENTRY = 0x02014b50;
/** Bytes of the end record without its comment, and of an entry of the central directory without its texts. */
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LONGEST_COMMENT = 0xffff;
const MADE_ON_UNIX = 3;
const ANY_EXECUTE = 0o111;

/**
 * Paths of the files in a zip file that may be run: Lambda keeps their permissions, which programs of a layer's `bin`
 * need. Read of the central directory (APPNOTE 4.3.12); none where it cannot be read, which the unpacking tells.
 */
export function executablePaths(zip: Buffer): ReadonlySet<string> {
  const paths = new Set<string>();
  const end = findEnd(zip);
  if (end === undefined) return paths;
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (at + ENTRY_BYTES > zip.length || zip.readUInt32LE(at) !== ENTRY) break;
    const length = zip.readUInt16LE(at + 28);
    const mode = zip.readUInt32LE(at + 38) >>> 16;
    if (zip[at + 5] === MADE_ON_UNIX && (mode & ANY_EXECUTE) !== 0) {
      paths.add(zip.toString("utf8", at + ENTRY_BYTES, at + ENTRY_BYTES + length));
    }
    at += ENTRY_BYTES + length + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return paths;
}

function findEnd(zip: Buffer): number | undefined {
  const first = Math.max(0, zip.length - END_BYTES - LONGEST_COMMENT);
  for (let at = zip.length - END_BYTES; at >= first; at--) if (zip.readUInt32LE(at) === END) return at;
  return undefined;
}
