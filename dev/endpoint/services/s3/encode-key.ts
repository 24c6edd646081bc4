/** A key as S3 encodes it in event records and under `encoding-type=url`: percent-encoded UTF-8, `+` for a space, `/` as it is. */
export function encodeKey(key: string): string {
  return encodeURIComponent(key)
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+")
    .replaceAll("%2F", "/");
}
