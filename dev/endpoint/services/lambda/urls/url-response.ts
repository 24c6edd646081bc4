import * as v from "valibot";
import type { HttpResponse } from "../../../service.ts";

const Scalar = v.union([v.string(), v.number(), v.boolean()]);
const Shaped = v.object({
  statusCode: v.pipe(v.union([v.number(), v.string()]), v.transform(Number), v.integer(), v.minValue(100)),
  headers: v.optional(v.nullable(v.record(v.string(), Scalar)), {}),
  cookies: v.optional(v.nullable(v.array(v.string())), []),
  body: v.optional(v.nullable(v.unknown())),
  isBase64Encoded: v.optional(v.nullable(v.boolean()), false),
});

/** Of the connection, and none of the function's business. */
const OF_CONNECTION: ReadonlySet<string> = new Set(["connection", "content-length", "keep-alive", "transfer-encoding"]);
/** What HTTP can carry. */
const NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const LINE = /^[\t\u0020-\u00ff]*$/;

/**
 * The answer that a function's return value means: an object with a `statusCode` says itself what it is, anything
 * else is the body. Undefined for one that cannot be an answer.
 * @param payload JSON, as far as the runtime keeps to that
 */
export function urlResponse(payload: string): HttpResponse | undefined {
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || !("statusCode" in value)) {
    return { status: 200, headers: JSON_TYPE, body: typeof value === "string" ? value : payload };
  }
  const shaped = v.safeParse(Shaped, value);
  if (!shaped.success || shaped.output.statusCode > 999) return undefined;
  const { statusCode, headers, cookies, body, isBase64Encoded } = shaped.output;
  const own = Object.entries(headers ?? {}).map(([name, text]) => [name.toLowerCase(), String(text)] as const);
  const sent = own.filter(([name, text]) => NAME.test(name) && LINE.test(text) && !OF_CONNECTION.has(name));
  const setCookies = (cookies ?? []).filter((cookie) => LINE.test(cookie));
  return {
    status: statusCode,
    headers: {
      ...JSON_TYPE,
      ...Object.fromEntries(sent),
      ...(setCookies.length === 0 ? {} : { "set-cookie": setCookies }),
    },
    body: bodyOf(body, isBase64Encoded === true),
  };
}

const JSON_TYPE = { "content-type": "application/json" };

function bodyOf(body: unknown, isBase64: boolean): string | Uint8Array {
  if (body === undefined || body === null) return "";
  if (typeof body !== "string") return JSON.stringify(body);
  return isBase64 ? Buffer.from(body, "base64") : body;
}
