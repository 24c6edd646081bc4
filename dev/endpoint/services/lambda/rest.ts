import { ServiceError, notSupported } from "../../errors.ts";
import { readBody } from "../../http/protocol/body.ts";
import type { Call, HttpRequest, HttpResponse, OperationTable, WireCall } from "../../service.ts";
import { ROUTES, type Route } from "./routes.ts";

/** Largest request of Lambda: CreateFunction with a zip file of 50 MB in base64. */
const BODY_LIMIT = 70_167_211;

const MATCHERS = ROUTES.map((route) => ({
  route,
  names: [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name),
  pattern: new RegExp(`^${route.path.replace(/\{\w+\}/g, "([^/]+)")}/?$`),
}));

/** Finds the operation of a request and its input, and how the output is answered in Lambda's REST form. */
export async function readRest(request: HttpRequest, call: Call, operations: OperationTable): Promise<WireCall> {
  const { route, members } = findRoute(request);
  const { operation, status = 200 } = route;
  if (!Object.hasOwn(operations, operation)) throw notSupported("lambda", operation);
  const body = await readRequest(request);
  if (operation === "Invoke") {
    const input = invokeInput(request, members, body);
    return { operation, input, answer: (output) => invokeAnswer((output ?? {}) as Record<string, unknown>, call) };
  }
  const input = { ...query(request), ...json(body), ...members };
  return { operation, input, answer: (output) => answer(status, output, call.requestId) };
}

/** An error in Lambda's REST form. */
export function restError(error: ServiceError, requestId: string): HttpResponse {
  // The shapes of these two spell the member with a capital.
  const capital = error.code === "ResourceNotFoundException" || error.code === "ServiceException";
  const response = answer(
    error.status,
    {
      Type: error.status >= 500 ? "Service" : "User",
      [capital ? "Message" : "message"]: error.message,
      ...error.members,
    },
    requestId,
  );
  return { ...response, headers: { ...response.headers, "x-amzn-errortype": error.code } };
}

function findRoute(request: HttpRequest): { route: Route; members: Record<string, string> } {
  for (const { route, names, pattern } of MATCHERS) {
    if (route.method !== request.method) continue;
    const values = pattern.exec(request.path);
    if (values === null || !hasQuery(request, route)) continue;
    const members = names.map((name, index) => [name, decode(values[index + 1] ?? "", request.path)] as const);
    return { route, members: Object.fromEntries(members) };
  }
  throw notSupported("lambda", `${request.method} ${request.path}`);
}

function hasQuery({ query }: HttpRequest, route: Route): boolean {
  return Object.entries(route.query ?? {}).every(([name, value]) => query.get(name) === value);
}

function decode(segment: string, path: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    throw new ServiceError("ValidationException", `The path ${path} is not percent-encoded UTF-8.`, { cause: error });
  }
}

async function readRequest(request: HttpRequest): Promise<Buffer> {
  try {
    return await readBody(request.body, BODY_LIMIT);
  } catch (error) {
    if (!(error instanceof ServiceError) || error.status !== 413) throw error;
    throw new ServiceError(
      "RequestEntityTooLargeException",
      `Request must be smaller than ${BODY_LIMIT} bytes for the request`,
      { status: 413, cause: error },
    );
  }
}

function query({ query }: HttpRequest): Record<string, unknown> {
  const members = Object.fromEntries(query);
  const keys = query.getAll("tagKeys");
  return {
    ...members,
    ...(members["MaxItems"] === undefined ? {} : { MaxItems: Number(members["MaxItems"]) }),
    ...(keys.length === 0 ? {} : { TagKeys: keys }),
  };
}

function json(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Answered below, like any other text that is not an object.
  }
  throw new ServiceError("InvalidRequestContentException", "Could not parse request body into json.");
}

function invokeInput(
  { headers, query }: HttpRequest,
  members: Record<string, string>,
  body: Buffer,
): Record<string, unknown> {
  const optional = {
    Qualifier: query.get("Qualifier") ?? undefined,
    InvocationType: headers["x-amz-invocation-type"],
    LogType: headers["x-amz-log-type"],
    ClientContext: headers["x-amz-client-context"],
  };
  const given = Object.entries(optional).filter(([, value]) => value !== undefined);
  return { ...members, ...Object.fromEntries(given), Payload: body };
}

function invokeAnswer(output: Record<string, unknown>, call: Call): HttpResponse {
  const headers: Record<string, string> = { "content-type": "application/json", "x-amzn-requestid": call.requestId };
  for (const [header, member] of [
    ["x-amz-function-error", "FunctionError"],
    ["x-amz-log-result", "LogResult"],
    ["x-amz-executed-version", "ExecutedVersion"],
  ] as const) {
    const value = output[member];
    if (typeof value === "string") headers[header] = value;
  }
  if (call.traceId !== undefined) headers["x-amzn-trace-id"] = `Root=${call.traceId}`;
  const payload = output["Payload"];
  return {
    status: Number(output["StatusCode"]),
    headers,
    ...(payload instanceof Uint8Array ? { body: payload } : {}),
  };
}

function answer(status: number, output: unknown, requestId: string): HttpResponse {
  const headers = { "content-type": "application/json", "x-amzn-requestid": requestId };
  return output === undefined ? { status, headers } : { status, headers, body: JSON.stringify(output) };
}
