import { types } from "node:util";
import { runtimeError } from "./failures.ts";
import type { RuntimeAnswer } from "./runtime-client.ts";

/** A handler as the runtime calls it. */
export type Handler = (event: unknown, context: Context, callback?: Callback) => unknown;

/** The second argument of a handler. */
export type Context = Record<string, unknown>;

type Callback = (error?: unknown, result?: unknown) => void;

const NEVER_SETTLED =
  "The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes";

/** Makes the context of an invocation from the headers of the Runtime API's answer. */
export function toContext(headers: RuntimeAnswer["headers"]): Context {
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  return {
    clientContext: parsed(headers["lambda-runtime-client-context"]),
    identity: parsed(headers["lambda-runtime-cognito-identity"]),
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    awsRequestId: headers["lambda-runtime-aws-request-id"],
    xRayTraceId: headers["lambda-runtime-trace-id"],
    getRemainingTimeInMillis: () => deadline - Date.now(),
    functionName: process.env["AWS_LAMBDA_FUNCTION_NAME"],
    functionVersion: process.env["AWS_LAMBDA_FUNCTION_VERSION"],
    memoryLimitInMB: process.env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
    logGroupName: process.env["AWS_LAMBDA_LOG_GROUP_NAME"],
    logStreamName: process.env["AWS_LAMBDA_LOG_STREAM_NAME"],
  };
}

/**
 * Wraps a handler for its runtime: until `nodejs22.x` with callbacks and `context.done`, `succeed`, `fail`; from
 * `nodejs24.x` on a handler with three parameters is refused, as Lambda's own client does.
 */
export function addCallbackSupport(handler: Handler, major: number): Handler {
  if (major < 24) return (event, context) => withCallback(handler, event, context);
  if (handler.length < 3) return handler;
  throw runtimeError(
    "CallbackHandlerDeprecated",
    "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.",
  );
}

/** A handler that is not async answers through the callback, or with `null` once nothing is left to do. */
function withCallback(handler: Handler, event: unknown, context: Context): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let waits = true;
    let settled = false;
    const settle = (error: unknown, result: unknown, now: boolean): void => {
      if (settled) return;
      settled = true;
      process.off("beforeExit", nothingLeft);
      if (error !== undefined && error !== null) reject(error);
      else if (now || !waits) resolve(result);
      // The answer waits until nothing is left to do, unless callbackWaitsForEmptyEventLoop is false.
      else process.once("beforeExit", () => resolve(result));
    };
    const nothingLeft = (): void => {
      if (types.isAsyncFunction(handler)) settle(runtimeError("NodeJsExit", NEVER_SETTLED), undefined, true);
      else settle(undefined, null, true);
    };
    process.once("beforeExit", nothingLeft);
    Object.assign(context, {
      done: (error?: unknown, result?: unknown) => settle(error, result, true),
      succeed: (result?: unknown) => settle(undefined, result, true),
      fail: (error?: unknown) => settle(error ?? "handled", undefined, true),
    });
    Object.defineProperty(context, "callbackWaitsForEmptyEventLoop", {
      enumerable: true,
      get: () => waits,
      set: (value: boolean) => {
        waits = value;
      },
    });
    try {
      const returned = handler(event, context, (error, result) => settle(error, result, false));
      if (isPromise(returned)) {
        returned.then(
          (result) => settle(undefined, result, true),
          (error: unknown) => settle(error ?? "handled", undefined, true),
        );
      }
    } catch (error) {
      settle(error, undefined, true);
    }
  });
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

function parsed(header: string | undefined): unknown {
  return header === undefined || header === "" ? undefined : JSON.parse(header);
}
