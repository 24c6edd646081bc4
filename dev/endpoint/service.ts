import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import type { Bus } from "../trace/bus.ts";
import type { Authorizer, Caller, Permission } from "./identity/caller.ts";
import type { Credentials } from "./identity/credentials.ts";
import type { ServiceError } from "./errors.ts";
import type { MetricBuffer } from "./exchange/metric-buffer.ts";
import type { ApiOperation, ApiRequest } from "./model/api.ts";
import type { EventQueue } from "./exchange/event-queue.ts";
import type { State } from "./state/state.ts";

/** The services that the endpoint knows by their SigV4 signing name. */
export type ServiceName =
  | "s3"
  | "dynamodb"
  | "lambda"
  | "logs"
  | "sqs"
  | "sts"
  | "iam"
  | "monitoring"
  | "cloudformation"
  | "ssm"
  | "ecr"
  | "kms"
  | "rekognition";

/** What is known of one call besides its input. */
export interface Call {
  readonly requestId: string;
  readonly region: string;
  readonly caller: Caller;
  /** Root of the trace that the call belongs to (`1-<8 hex>-<24 hex>`), from X-Amzn-Trace-Id. */
  readonly traceId?: string;
  /** X-Amzn-Trace-Id as it was sent. */
  readonly traceHeader?: string;
  /** How often functions ran in the chain of requests that led to it, from X-Amzn-Trace-Id; see Lambda's `lineage.ts`. */
  readonly lineage?: string;
  /** Whether the client has gone without its answer: what takes long then stores nothing that nobody would hear of. */
  readonly isAbandoned?: () => boolean;
}

/** One AWS operation, apart from its wire form: input and output have the API's own member names. */
export interface Operation<Input = unknown, Output = unknown> {
  /** Parses what came over the wire. Throws a ServiceError that names the member. */
  parse(input: unknown): Input;
  /**
   * What a role needs for this call, looked at before `run`: a resource of another account is refused to every caller,
   * policies are evaluated only where the caller is a role of a function.
   */
  permissions(input: Input, call: Call): readonly Permission[];
  /** Does the work. What is stored is stored through `State.write`, and durable before this resolves. */
  run(input: Input, call: Call): Output | Promise<Output>;
}

/** The operations of a service by their AWS name. */
export type OperationTable = Readonly<Record<string, Operation>>;

/** A request as it came from the socket, with its signature already checked. */
export interface HttpRequest {
  readonly method: string;
  /** Path as sent, still percent-encoded, without the query. */
  readonly path: string;
  /** Query as sent, still percent-encoded, without `?`. */
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The payload, aws-chunked framing and its signatures already taken off and checked. */
  readonly body: Readable;
  /** Checksum trailers of an aws-chunked body, complete once `body` has ended. */
  readonly trailers: Readonly<Record<string, string>>;
  /** Where the signature stood in a form, which is read up to its file. */
  readonly form?: SignedForm;
}

/** A form of a page that is signed in one of its fields. */
export interface SignedForm {
  /** By their names in lower case. */
  readonly fields: ReadonlyMap<string, string>;
  /** Of the file, without folders. */
  readonly filename: string;
  readonly file: Readable;
  readonly signature: OlderSignature;
  /** Reads away what is left, so that the sender hears the answer. */
  drain(): Promise<void>;
}

/** An answer for the socket. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Uint8Array | Readable;
}

/** A signature of another form than version 4, which a service reads by itself. */
export interface OlderSignature {
  readonly accessKeyId: string;
  readonly sessionToken: string | undefined;
  /** That of the resource, since the signature names none. */
  readonly region: string;
  /**
   * Throws what is wrong with it, an expired one included.
   * @param secret undefined where the key is not known, so that the expiry alone is looked at
   * @param now epoch milliseconds
   */
  check(secret: string | undefined, now: number): void;
}

/** What rules on pages of other origins look at. */
export type CrossOriginRequest = Pick<HttpRequest, "method" | "path" | "query" | "headers">;

/** A request for what a service answers in no form of AWS's API: a function's URL. */
export interface FrontRequest extends Omit<HttpRequest, "trailers"> {
  readonly requestId: string;
  /** Address of the sender. */
  readonly sourceIp: string;
  /** Who has signed it, and the body without its framing; undefined where nobody has. Throws what is wrong with it. */
  authenticate(): Promise<{ readonly caller: Caller; readonly body: Readable } | undefined>;
}

/** Answers such a request, also where it is refused. */
export type Front = (request: FrontRequest) => Promise<HttpResponse>;

/** What a request asks for, and how it is answered, in its wire form. */
export interface WireCall {
  /** A name of the service's table. */
  readonly operation: string;
  readonly input: unknown;
  answer(output: unknown): HttpResponse;
}

/** A request in the endpoint's own namespace. */
export interface ControlRequest {
  /** Values of the path's `:names`, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The body as JSON, for a schema to parse; undefined where there is none. */
  json(): Promise<unknown>;
  /** The body as it is. Rejects where it has more bytes than that. */
  bytes(limit: number): Promise<Uint8Array>;
}

/** Answers a request. What it throws as ControlError becomes `{error}` with that status. */
export type ControlHandler = (request: ControlRequest) => HttpResponse | Promise<HttpResponse>;

/** Where routes of the endpoint's own namespace are added. */
export interface ControlRoutes {
  /**
   * Adds a route. `path` stands after `/_doppelface` and may hold `:names`, for example `/traces/:id`. What is no GET asks
   * for the endpoint's token, but for those that are `open`: a process of ours in another container, which cannot know it.
   */
  on(method: "GET" | "POST" | "DELETE", path: string, handler: ControlHandler, access?: "open"): void;
}

/** An operation over HTTP that has ended. */
export interface EndedCall {
  readonly operation: string;
  readonly call: Call;
  /** Milliseconds since its signature was checked. */
  readonly ms: number;
  /** As it came over the wire; undefined where it could not be read. */
  readonly input: unknown;
  /** Undefined where it failed. */
  readonly output: unknown;
  readonly error: unknown;
}

/** One AWS service of the endpoint. */
export interface Service {
  readonly operations: OperationTable;
  /**
   * Finds the operation of a request and its input in the wire form. A request of no operation, a link for one, it
   * answers by itself. Throws ServiceError for `fail`.
   */
  read(request: HttpRequest, call: Call): Promise<WireCall | HttpResponse>;
  /** Gives an error the service's wire form. */
  fail(error: ServiceError, request: Pick<HttpRequest, "method" | "path" | "headers">, requestId: string): HttpResponse;
  /** What answers a request that is for no operation, and need not be signed; looked at before anything else. */
  front?(request: CrossOriginRequest): Front | undefined;
  /**
   * Headers that let a page of another origin read the answer; undefined where no rule of the resource does. With them
   * the request passes the guard against pages.
   */
  crossOrigin?(request: CrossOriginRequest): Promise<Readonly<Record<string, string>> | undefined>;
  /** Answers the question of a browser whether a page may send a request (`OPTIONS`, not signed). Throws ServiceError. */
  preflight?(request: CrossOriginRequest, requestId: string): Promise<HttpResponse>;
  /** The signature of a request that has none of version 4; undefined where it is not signed at all. */
  olderSignature?(request: CrossOriginRequest & Pick<HttpRequest, "rawQuery">): Promise<OlderSignature | undefined>;
  /** Reads a request that is signed in a form; undefined where it is none. */
  form?(request: CrossOriginRequest, body: Readable): Promise<SignedForm | undefined>;
  /** Told of each operation over HTTP once it has ended, refused ones included, before it is answered. */
  ended?(ended: EndedCall): void;
  /** Adds what is asked of the service beyond AWS's API. */
  serve?(control: ControlRoutes): void;
  /** Fixes what a killed process left behind. Nothing is served before it is done. */
  recover?(): Promise<void>;
  /** Resumes work that was pending when the state was last closed, or killed. */
  start?(): Promise<void>;
  /**
   * Begins nothing by itself any more. What runs and calls other services, which all answer as before, may end within so
   * many milliseconds; the rest is broken off, and stays in the state as if it had not begun.
   */
  drain?(withinMs: number): Promise<void>;
  /** Ends timers and children, whether `start` was called or not; what is pending stays in the state. */
  stop?(): Promise<void>;
}

/**
 * Checks the caller's policy, then runs the operation. Every call passes here, from the socket or in process. Names and
 * inputs have the SDK's types; the answer is for a schema to parse.
 */
export type Dispatch = <Service extends ServiceName, const Name extends ApiOperation<Service>>(
  service: Service,
  operation: Name,
  input: ApiRequest<Service, Name>,
  call: Call,
) => Promise<unknown>;

/** What the endpoint gives to each service when it is made. */
export interface Host {
  readonly state: State;
  readonly bus: Bus;
  /** Asynchronous invocations that wait for Lambda. */
  readonly events: EventQueue;
  /** Where services put what they measure, for CloudWatch. */
  readonly metrics: MetricBuffer;
  readonly credentials: Credentials;
  readonly authorizer: Authorizer;
  /** Calls another service in process, under the policy of `call.caller`. */
  readonly dispatch: Dispatch;
  /** `http://127.0.0.1:<port>`; known once the server listens. */
  endpointUrl(): string;
  /** Aborted when the endpoint answers no more: a call that waits for something is answered at once. */
  readonly closing: AbortSignal;
  readonly settings: EndpointSettings;
}

/** Settings that services read; see `dev/config`. */
export interface EndpointSettings {
  /** Account of the `test` keys, 12 digits. */
  readonly account: string;
  readonly region: string;
  /** Seconds before the first retry of an asynchronous invocation, doubled for the second. */
  readonly retryDelay: number;
  /** `enforce` refuses what a role does not allow, `audit` lets it pass. */
  readonly iam: "enforce" | "audit";
  /** Refuse access keys that the endpoint did not hand out. */
  readonly strict: boolean;
  /** Another emulator hands out the keys that functions sign with, so that unknown ones are worth no notice. */
  readonly foreignKeys?: boolean;
  /** Names that a Host header may have besides addresses and the local names. */
  readonly allowHost?: readonly string[];
  /** Absolute folder of the user's project: its SDK clients stand for those of a function's runtime, beside our own. */
  readonly project?: string;
  /** Absolute folder of the user's cache, where the packages of Python functions lie; `~/.cache/doppelface` by default. */
  readonly userCache?: string;
  /** Spares of functions import their packages ahead of the code; true by default. */
  readonly preload?: boolean;
  /** Events that wait for functions run once `live` was told: the sources are about to take the place of what was deployed. */
  readonly awaitLive?: boolean;
  /** Port of the debugger for functions; there is none where it is absent. */
  readonly inspectPort?: number | undefined;
}

/** Makes a service; its `ServiceDefinition` says how. */
export type ServiceFactory = (host: Host) => Service;
