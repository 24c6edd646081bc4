import { isUtf8 } from "node:buffer";
import type { FrontRequest } from "../../../service.ts";
import type { Caller } from "../../../identity/caller.ts";
import type { UrlAddress } from "./url-address.ts";
import type { UrlRecord } from "./url-record.ts";

/** Content types whose body stands in the event as text; any other is base64 (form data too). */
const TEXT = /^(text\/|application\/(.*\+)?(json|xml|javascript))/;

/** What of a request its event is made of. */
export interface UrlRequest extends Pick<
  FrontRequest,
  "method" | "rawQuery" | "query" | "headers" | "requestId" | "sourceIp"
> {
  readonly body: Buffer;
  readonly address: UrlAddress;
  readonly traceId: string;
  /** Who has signed it; undefined where nobody had to. */
  readonly caller: Caller | undefined;
}

/** The event of a request, payload format 2.0 (Lambda guide, "Invoking Lambda function URLs"). */
export function urlEvent({ id }: UrlRecord, request: UrlRequest): Record<string, unknown> {
  const { method, query, headers, body, caller, sourceIp } = request;
  const now = new Date();
  const { rawPath } = request.address;
  const host = headers.host ?? "";
  const type = headers["content-type"] ?? "";
  const isText = TEXT.test(type) && isUtf8(body);
  const parameters = [...new Set(query.keys())].map((name) => [name, query.getAll(name).join(",")] as const);
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString: request.rawQuery,
    ...(headers.cookie === undefined ? {} : { cookies: headers.cookie.split(/;\s*/) }),
    headers: eventHeaders(request, host),
    ...(parameters.length === 0 ? {} : { queryStringParameters: Object.fromEntries(parameters) }),
    requestContext: {
      accountId: caller?.account ?? "anonymous",
      apiId: id,
      ...(caller === undefined ? {} : { authorizer: { iam: iamContext(caller) } }),
      domainName: host,
      domainPrefix: id,
      http: {
        method,
        path: rawPath,
        protocol: "HTTP/1.1",
        sourceIp,
        userAgent: headers["user-agent"] ?? "",
      },
      requestId: request.requestId,
      routeKey: "$default",
      stage: "$default",
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body.length === 0 ? {} : { body: body.toString(isText ? "utf8" : "base64") }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

function eventHeaders({ headers, sourceIp, traceId }: UrlRequest, host: string): Record<string, string> {
  const own = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || name === "connection" || name === "transfer-encoding"
      ? []
      : [[name, Array.isArray(value) ? value.join(",") : value] as const],
  );
  return {
    ...Object.fromEntries(own),
    "x-amzn-trace-id": `Root=${traceId}`,
    "x-forwarded-for": sourceIp,
    "x-forwarded-port": /:(\d+)$/.exec(host)?.[1] ?? "80",
    "x-forwarded-proto": "http",
  };
}

function iamContext({ account, arn, accessKeyId }: Caller): Record<string, unknown> {
  return {
    accessKey: accessKeyId,
    accountId: account,
    callerId: accessKeyId,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: arn,
    userId: accessKeyId,
  };
}

/** `12/Mar/2026:19:03:58 +0000` */
function commonLogTime(now: Date): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(now.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
