import { createRequire } from "node:module";
import type * as smithyCbor from "@smithy/core/cbor";
import { ServiceError, notSupported, unknownOperation } from "../../errors.ts";
import { modelOf } from "../../model/service-model.ts";
import type { Call, HttpRequest, HttpResponse, OperationTable, Service, ServiceName, WireCall } from "../../service.ts";
import { readBody } from "./body.ts";
import { asJsonError } from "./signature-errors.ts";

/** What differs between the services that speak Smithy's RPC v2 CBOR. */
export interface CborServiceOptions {
  readonly name: ServiceName;
  /** Service name in the path, for example `GraniteServiceVersion20100801`. */
  readonly serviceId: string;
  readonly operations: OperationTable;
  /** Output members that are timestamps or lists of them: epoch seconds, which CBOR marks by a tag. */
  readonly timestamps: ReadonlySet<string>;
  /** Largest body in bytes. */
  readonly bodyLimit: number;
}

/** Tells whether a request speaks the protocol. */
export function speaksCbor(request: Pick<HttpRequest, "headers">): boolean {
  return request.headers["smithy-protocol"] === "rpc-v2-cbor";
}

/** Makes a service that speaks RPC v2 CBOR: `POST /service/<id>/operation/<Operation>`. */
export function cborService(options: CborServiceOptions): Service {
  const answer = (status: number, body: unknown, requestId: string): HttpResponse => ({
    status,
    headers: {
      "content-type": "application/cbor",
      "smithy-protocol": "rpc-v2-cbor",
      "x-amzn-requestid": requestId,
    },
    // The encoder writes into a buffer of its own, which the next answer would write over.
    body: Buffer.from(codec().cbor.serialize(body)),
  });
  return {
    operations: options.operations,
    async read(request: HttpRequest, { requestId }: Call): Promise<WireCall> {
      const operation = operationName(request, options);
      const input = parseBody(await readBody(request.body, options.bodyLimit));
      return {
        operation,
        input,
        answer: (output) => answer(200, tagged(output ?? {}, options.timestamps), requestId),
      };
    },
    fail(thrown, _request, requestId): HttpResponse {
      const error = asJsonError(thrown);
      return answer(error.status, { __type: error.code, message: error.message, ...error.members }, requestId);
    },
  };
}

let loaded: typeof smithyCbor | undefined;

/** The codec of the AWS SDK, loaded with the first request that needs it: it takes 25 ms. */
function codec(): typeof smithyCbor {
  loaded ??= createRequire(import.meta.url)("@smithy/core/cbor") as typeof smithyCbor;
  return loaded;
}

function operationName(request: HttpRequest, options: CborServiceOptions): string {
  const [, serviceId, name] = /^\/service\/([^/]+)\/operation\/([^/]+)$/.exec(request.path) ?? [];
  if (serviceId !== options.serviceId || name === undefined) {
    throw new ServiceError(
      "UnknownOperationException",
      `${request.method} ${request.path} is no operation; expected POST /service/${options.serviceId}/operation/<Operation>.`,
    );
  }
  if (Object.hasOwn(options.operations, name)) return name;
  throw modelOf(options.name).knows(name) ? notSupported(options.name, name) : unknownOperation();
}

function parseBody(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return plain(codec().cbor.deserialize(body));
  } catch (error) {
    throw new ServiceError("SerializationException", "The request body is not CBOR.", { cause: error });
  }
}

/** Numbers as numbers, also where CBOR had 64 bits for them. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

function tagged(value: unknown, timestamps: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((member) => tagged(member, timestamps));
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, timestamps.has(name) ? asTime(member) : tagged(member, timestamps)]),
  );
}

function asTime(value: unknown): unknown {
  return Array.isArray(value) ? value.map(asTime) : codec().tag({ tag: 1, value });
}
