import { ServiceError, notSupported, unknownOperation } from "../../errors.ts";
import { modelOf } from "../../model/service-model.ts";
import type { Call, HttpRequest, HttpResponse, OperationTable, Service, ServiceName, WireCall } from "../../service.ts";
import { readBody } from "./body.ts";
import { asJsonError } from "./signature-errors.ts";

/** What differs between the services of AWS's JSON protocols. */
export interface JsonServiceOptions {
  readonly name: ServiceName;
  /** Before the dot of X-Amz-Target, for example `DynamoDB_20120810`. */
  readonly targetPrefix: string;
  readonly version: "1.0" | "1.1";
  readonly operations: OperationTable;
  /** The answer for an operation that is not in the table, where more is to be said of it than that. */
  readonly refuse?: ((operation: string) => ServiceError | undefined) | undefined;
  /** Largest body in bytes. */
  readonly bodyLimit: number;
  /** The body of an error answer; the default is `{__type, message}` and the error's further members. */
  readonly errorBody?: (error: ServiceError, requestId: string) => Record<string, unknown>;
  /** Further headers of an answer, for example DynamoDB's CRC. */
  readonly headers?: (body: Buffer) => Record<string, string>;
}

/** Makes a service that speaks awsJson 1.0 or 1.1: `POST /` with X-Amz-Target. */
export function jsonService(options: JsonServiceOptions): Service {
  const answer = (status: number, body: unknown, requestId: string): HttpResponse => {
    const bytes = Buffer.from(JSON.stringify(body));
    return {
      status,
      headers: {
        "content-type": `application/x-amz-json-${options.version}`,
        "x-amzn-requestid": requestId,
        ...options.headers?.(bytes),
      },
      body: bytes,
    };
  };
  return {
    operations: options.operations,
    async read(request: HttpRequest, { requestId }: Call): Promise<WireCall> {
      const operation = operationName(request, options);
      const input = parseBody(await readBody(request.body, options.bodyLimit));
      return { operation, input, answer: (output) => answer(200, output ?? {}, requestId) };
    },
    fail(thrown, _request, requestId): HttpResponse {
      const error = asJsonError(thrown);
      const body = options.errorBody?.(error, requestId) ?? {
        __type: error.code,
        ...(error.message === "" ? {} : { message: error.message }),
        ...error.members,
      };
      return answer(error.status, body, requestId);
    },
  };
}

function operationName(request: HttpRequest, options: JsonServiceOptions): string {
  const target = request.headers["x-amz-target"];
  const [prefix, name] = typeof target === "string" ? target.split(".") : [];
  if (prefix !== options.targetPrefix || name === undefined) {
    throw new ServiceError(
      "UnknownOperationException",
      `X-Amz-Target is ${target === undefined ? "missing" : `'${String(target)}'`}; expected ${options.targetPrefix}.<Operation>.`,
    );
  }
  if (Object.hasOwn(options.operations, name)) return name;
  if (!modelOf(options.name).knows(name)) throw unknownOperation();
  throw options.refuse?.(name) ?? notSupported(options.name, name);
}

function parseBody(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (error) {
    throw new ServiceError("SerializationException", "The request body is not JSON.", { cause: error });
  }
}
