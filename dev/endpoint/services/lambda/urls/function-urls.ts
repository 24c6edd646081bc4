import { isUtf8 } from "node:buffer";
import * as v from "valibot";
import { ServiceError } from "../../../errors.ts";
import { isOfOtherSite } from "../../../http/guard.ts";
import { readBody } from "../../../http/protocol/body.ts";
import type { Front, FrontRequest, Host, HttpResponse } from "../../../service.ts";
import { existingQualified } from "../qualifiers.ts";
import { referenceOfArn } from "../function-name.ts";
import type { FunctionStore } from "../store.ts";
import { newTraceId } from "../../../../trace/trace-id.ts";
import { mayCall } from "./url-access.ts";
import { type UrlAddress, readUrlAddress } from "./url-address.ts";
import { allowsMethod, corsHeaders, urlPreflight } from "./url-cors.ts";
import { urlEvent } from "./url-event.ts";
import { type UrlRecord, arnOfUrl } from "./url-record.ts";
import { urlResponse } from "./url-response.ts";

/** Bytes of an event. */
const LIMIT = 6_291_456;

const Answer = v.object({ FunctionError: v.optional(v.string()), Payload: v.instance(Uint8Array) });

/**
 * Answers what is sent to the URLs of functions. A page of another origin reaches a function only where the CORS rules
 * of its URL name that origin: on AWS they decide who may read the answer, and here also who may send, since a browser
 * reaches this machine as its user does.
 */
export class FunctionUrls {
  readonly #host: Host;
  readonly #store: FunctionStore;

  constructor(host: Host, store: FunctionStore) {
    this.#host = host;
    this.#store = store;
  }

  /** What answers a request, if it is for a URL of a function. */
  front({ path, headers }: Pick<FrontRequest, "path" | "headers">): Front | undefined {
    const address = readUrlAddress(path, headers);
    return address === undefined ? undefined : (request) => this.#answer(address, request);
  }

  async #answer(address: UrlAddress, request: FrontRequest): Promise<HttpResponse> {
    try {
      const url = await this.#host.state.read(() => this.#store.urls.byId(address.id));
      if (url === undefined) throw new ServiceError("AccessDeniedException", "Forbidden", { status: 403 });
      return await this.#answerTo(url, address, request);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return refusal(error, request.requestId);
    }
  }

  async #answerTo(url: UrlRecord, address: UrlAddress, request: FrontRequest): Promise<HttpResponse> {
    const { method, headers } = request;
    const asks = method === "OPTIONS" && headers["access-control-request-method"] !== undefined;
    if (asks && url.cors !== undefined) return urlPreflight(url.cors, headers);
    const allowed = headers.origin === undefined ? undefined : corsHeaders(url.cors, headers.origin);
    if (isOfOtherSite(headers) && !admits(url, request, allowed)) refusePage(headers.origin);
    const answer = await this.#invoke(url, address, request);
    return { ...answer, headers: { ...answer.headers, ...allowed, "x-amzn-requestid": request.requestId } };
  }

  async #invoke(url: UrlRecord, address: UrlAddress, request: FrontRequest): Promise<HttpResponse> {
    const arn = arnOfUrl(url);
    const signed =
      url.authType === "AWS_IAM" ? await request.authenticate() : { caller: undefined, body: request.body };
    const { policy } = await this.#host.state.read(() => existingQualified(this.#store, referenceOfArn(arn)));
    const { authorizer, settings } = this.#host;
    const may = signed !== undefined && mayCall(url, arn, policy, signed.caller, authorizer);
    if (signed === undefined || (!may && settings.iam !== "audit")) throw forbidden();
    const body = await readBody(signed.body, LIMIT);
    const traceId = /Root=(1-[0-9a-f]{8}-[0-9a-f]{24})/.exec(String(request.headers["x-amzn-trace-id"]))?.[1];
    const event = { ...request, body, address, traceId: traceId ?? newTraceId(), caller: signed.caller };
    return this.#run(url, arn, event);
  }

  async #run(url: UrlRecord, arn: string, event: Parameters<typeof urlEvent>[1]): Promise<HttpResponse> {
    const { account, region } = url;
    const { requestId, traceId } = event;
    const Payload = Buffer.from(JSON.stringify(urlEvent(url, event)));
    const caller = { account, arn: `arn:aws:iam::${account}:root`, accessKeyId: "" };
    const call = { requestId, region, traceId, caller };
    const output = await this.#host.dispatch("lambda", "Invoke", { FunctionName: arn, Payload }, call);
    const answer = v.parse(Answer, output);
    const text = Buffer.from(answer.Payload);
    const response = answer.FunctionError === undefined && isUtf8(text) ? urlResponse(text.toString()) : undefined;
    return response ?? { status: 502, headers: { "content-type": "application/json" }, body: "Internal Server Error" };
  }
}

function admits(url: UrlRecord, { method, headers }: FrontRequest, allowed: object | undefined): boolean {
  const { cors } = url;
  if (cors === undefined) return false;
  // Of a link or a picture a browser tells the site alone: only who lets in every origin lets that in.
  if (headers.origin === undefined) return cors.AllowOrigins?.includes("*") === true;
  return allowed !== undefined && (cors.AllowMethods === undefined || allowsMethod(cors, method));
}

function refusePage(origin: string | undefined): never {
  throw new ServiceError(
    "OriginNotAllowed",
    `A web page of ${origin ?? "another site"} sent this request, which the CORS configuration of the function's URL does not name. ` +
      "Add the origin to AllowOrigins (and the method to AllowMethods) of the URL's Cors, or send it from a program.",
    { status: 403 },
  );
}

function forbidden(): ServiceError {
  return new ServiceError(
    "AccessDeniedException",
    "Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
    { status: 403 },
  );
}

function refusal({ code, message, status }: ServiceError, requestId: string): HttpResponse {
  return {
    status,
    headers: { "content-type": "application/json", "x-amzn-requestid": requestId, "x-amzn-errortype": code },
    body: JSON.stringify({ Message: message }),
  };
}
