/** What a file is by its bytes, whatever its name says. */
export type ImageKind = "JPEG" | "PNG" | "HEIC" | "AVIF" | "WebP" | "GIF" | "BMP" | "TIFF" | "PDF";

/** Tells a file's kind by its first bytes (32 are enough); undefined where it is none of these. */
export function imageKind(head: Uint8Array): ImageKind | undefined {
  const text = Buffer.from(head.subarray(0, 32)).toString("latin1");
  if (text.startsWith("\xff\xd8\xff")) return "JPEG";
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "PNG";
  if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) return "GIF";
  if (text.startsWith("RIFF") && text.slice(8, 12) === "WEBP") return "WebP";
  if (text.startsWith("II*\0") || text.startsWith("MM\0*")) return "TIFF";
  if (text.startsWith("%PDF-")) return "PDF";
  // Two letters are few: four reserved bytes that are zero come with them.
  if (text.startsWith("BM") && text.slice(6, 10) === "\0\0\0\0") return "BMP";
  if (text.slice(4, 8) === "ftyp") {
    // The major brand and those that it is compatible with (ISO/IEC 14496-12, 23008-12).
    const brands = text.slice(8);
    if (/avif|avis/.test(brands)) return "AVIF";
    if (/heic|heix|heim|heis|hevc|hevx|mif1|msf1/.test(brands)) return "HEIC";
  }
  return undefined;
}

/** Width and height in pixels as a JPEG or PNG states them at its beginning; undefined where they lie further behind. */
export function imageSize(head: Uint8Array): { readonly width: number; readonly height: number } | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  switch (imageKind(head)) {
    case "PNG":
      return bytes.length < 24 ? undefined : { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
    case "JPEG":
      return jpegSize(bytes);
    default:
      return undefined;
  }
}

/** Whether the file ends as its kind does: what was cut off does not. Only a JPEG and a PNG can be told. */
export function endsWell(kind: ImageKind, tail: Uint8Array): boolean {
  const text = Buffer.from(tail).toString("latin1");
  return kind === "PNG" ? text.includes("IEND") : kind !== "JPEG" || text.includes("\xff\xd9");
}

/** Goes from marker to marker to the frame header (ITU-T T.81, B.1 and B.2). */
function jpegSize(bytes: Buffer): { readonly width: number; readonly height: number } | undefined {
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    // Fill bytes before a marker.
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}
