const ENCODED_WORD = /=\?([\w-]+)\?([bq])\?([^?]*)\?=/gi;
/** What S3 answers as it is: printable ASCII, and a tab. */
const PLAIN = /^[\t\x20-\x7e]*$/;
/** What a word of quoted bytes holds as it is. */
const UNQUOTED = /^[\t\x21-\x3c\x3e\x40-\x5e\x60-\x7e]$/;

/** Text of a header's value: RFC 2047 words are decoded, anything else stays as its bytes in Latin-1. */
export function decodeHeader(value: string): string {
  // White space between two encoded words is not part of the text (RFC 2047, section 6.2).
  return value
    .replace(/(\?=)\s+(?==\?)/g, "$1")
    .replace(ENCODED_WORD, (word, charset: string, encoding: string, text: string) => {
      const bytes = encoding.toLowerCase() === "b" ? Buffer.from(text, "base64") : fromQuoted(text);
      return /^utf-?8$/i.test(charset)
        ? bytes.toString("utf8")
        : /^(us-ascii|iso-8859-1)$/i.test(charset)
          ? bytes.toString("latin1")
          : word;
    });
}

/**
 * User metadata as a header's value: as it is where it is printable ASCII, otherwise one RFC 2047 word of quoted bytes,
 * in Base64 where the text has characters that cannot be printed. So LocalStack's `s3/headers.py` says of S3; the
 * documentation's "ÄMÄZÕÑ S3", sent as UTF-8, comes back in Base64.
 */
export function encodeHeader(text: string): string {
  if (PLAIN.test(text)) return text;
  const bytes = Buffer.from(text);
  if (/[\p{C}\ufffd]/u.test(text)) return `=?UTF-8?B?${bytes.toString("base64")}?=`;
  return `=?UTF-8?Q?${Array.from(bytes, quoted).join("")}?=`;
}

/** Text of a header that describes an object, such as `Content-Disposition`: UTF-8 where its bytes are, Latin-1 otherwise. */
export function decodeDescription(value: string): string {
  if (!/[\x80-\xff]/.test(value)) return value;
  const bytes = Buffer.from(value, "latin1");
  const text = bytes.toString("utf8");
  return text.includes("\ufffd") ? value : text;
}

/** Such a text as a header's value: in Latin-1, a space for what that does not have. */
export function encodeDescription(text: string): string {
  // oxlint-disable-next-line no-control-regex -- what a header may hold
  return text.replace(/[^\t\x20-\x7e\x80-\xff]/gu, " ");
}

function quoted(byte: number): string {
  const character = String.fromCharCode(byte);
  if (character === " ") return "_";
  return UNQUOTED.test(character) ? character : `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}

function fromQuoted(text: string): Buffer {
  const latin = text
    .replaceAll("_", " ")
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(latin, "latin1");
}
