const ENCODED_WORD = /=\?([\w-]+)\?([bq])\?([^?]*)\?=/gi;

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
 * A header's value for a text: as it is where it is printable ASCII, otherwise one RFC 2047 word, as in S3's
 * documentation ("ÄMÄZÕÑ S3" sent as UTF-8 comes back as `=?UTF-8?B?w4PChE3Dg8KEWsODwpXDg8KRIFMz?=`).
 */
export function encodeHeader(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString("base64")}?=`;
}

function fromQuoted(text: string): Buffer {
  const latin = text
    .replaceAll("_", " ")
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(latin, "latin1");
}
