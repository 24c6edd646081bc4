import { ServiceError } from "../../errors.ts";

/** The token of a page that begins after so many entries. */
export function offsetToken(offset: number): string {
  return Buffer.from(`after ${offset}`).toString("base64url");
}

/** How many entries the pages before had. Throws InvalidNextToken for what `offsetToken` did not make. */
export function offsetIn(token: string | undefined): number {
  if (token === undefined) return 0;
  const offset = /^after (\d{1,12})$/.exec(Buffer.from(token, "base64url").toString("utf8"))?.[1];
  if (offset === undefined) throw new ServiceError("InvalidNextToken", "The next token is not one of this operation.");
  return Number(offset);
}
