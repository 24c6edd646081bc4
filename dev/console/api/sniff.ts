/** A format that the console draws. */
export type PictureFormat = "jpeg" | "png" | "webp";

/** What a file is by its first bytes; undefined for whatever else could be drawn, SVG for one, and for all the rest. */
export function sniff(bytes: Uint8Array): PictureFormat | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 12)).toString("latin1");
  if (head.startsWith("\xff\xd8\xff")) return "jpeg";
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (head.startsWith("RIFF") && head.slice(8) === "WEBP") return "webp";
  return undefined;
}
