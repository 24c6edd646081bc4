import { timingSafeEqual } from "node:crypto";
import { ControlError, jsonAnswer } from "../../endpoint/http/control.ts";
import type { ControlRequest, HttpResponse } from "../../endpoint/service.ts";
import { CONSOLE_TOKEN_HEADER, type Session } from "../wire/wire.ts";

/**
 * Hands the token of this start to the console's own page. A browser tells the origin of every POST, and of a stored
 * page, which is shown in a sandbox, it tells `null`; so only a page of this very origin gets it. Throws ControlError.
 */
export function openSession(session: Session, { headers }: ControlRequest): HttpResponse {
  const { origin, host = "", "sec-fetch-site": site = "same-origin" } = headers;
  if (origin !== `http://${host}` || site !== "same-origin") {
    throw new ControlError(403, "The token is for the console's own page: open /_doppelface/ in a browser.");
  }
  return jsonAnswer(session);
}

/** Refuses what comes without the token. Throws ControlError. */
export function checkSession({ token }: Session, { headers }: ControlRequest): void {
  const expected = Buffer.from(token);
  const given = Buffer.from(String(headers[CONSOLE_TOKEN_HEADER] ?? ""));
  if (given.length === expected.length && timingSafeEqual(given, expected)) return;
  throw new ControlError(403, "This console was started again, or is another one: reload the page.");
}
