/*
 * Runs in the process of an execution environment: loads the handler, then asks the Runtime API for one event after
 * the other. What it says and when follows aws/aws-lambda-nodejs-runtime-interface-client.
 */
import { flushCompileCache } from "node:module";
import { call } from "./runtime-client.ts";
import { waitForCode } from "./spare.ts";
import { addCallbackSupport, type Handler, toContext } from "./context.ts";
import { logFailure, markEnd, patchOutput, setRequestId } from "./console.ts";
import { toFailure, unhandledRejection } from "./failures.ts";
import { loadHandler } from "./load-handler.ts";
import { majorOf } from "./major-version.ts";
import { limitModules } from "./module-scope.ts";

// It has done its work (Node reads it at start), and Lambda does not define it.
delete process.env["NODE_COMPILE_CACHE"];

/** Of the function's Node, which may be older than the one that runs it. */
const MAJOR = majorOf(process.env["AWS_EXECUTION_ENV"] ?? "");

let requestId: string | undefined;

patchOutput();
process.on("uncaughtException", (error) => void crash("Uncaught Exception", error, 129));
process.on("unhandledRejection", (reason) => {
  void crash("Unhandled Promise Rejection", unhandledRejection(reason), 128);
});
void main();

async function main(): Promise<void> {
  const [role, project = "", preload = ""] = process.argv.splice(2);
  limitModules({ root: taskRoot, open: role !== "zip", project, major: MAJOR });
  if (role === "spare") await waitForCode(preload);
  const handler = await initialise();
  // A killed process never writes its cache by itself. That of a spare would hold code that changes with every save.
  if (role !== "spare") setImmediate(flushCompileCache);
  for (;;) await serveOne(handler);
}

/** Of a spare it is known once it has code. */
function taskRoot(): string {
  return process.env["LAMBDA_TASK_ROOT"] ?? "";
}

async function initialise(): Promise<Handler> {
  try {
    const loaded = await loadHandler(taskRoot(), process.env["_HANDLER"] ?? "", MAJOR);
    return addCallbackSupport(loaded, MAJOR);
  } catch (error) {
    await crash("Uncaught Exception", error, 1);
    throw error;
  }
}

async function serveOne(handler: Handler): Promise<void> {
  markEnd();
  const { headers, body } = await call("GET", "/2018-06-01/runtime/invocation/next");
  requestId = String(headers["lambda-runtime-aws-request-id"]);
  setRequestId(requestId);
  const traceId = headers["lambda-runtime-trace-id"];
  if (traceId !== undefined) process.env["_X_AMZN_TRACE_ID"] = traceId;
  let answer: string;
  let path = "response";
  try {
    const result = await handler(JSON.parse(body), toContext(headers));
    // Handlers and what they started get one more turn before the answer, as in Lambda's client.
    await new Promise((resolve) => setImmediate(resolve));
    answer = serialise(result);
  } catch (error) {
    await new Promise((resolve) => setImmediate(resolve));
    logFailure("Invoke Error", error);
    path = "error";
    answer = JSON.stringify(toFailure(error));
  }
  const id = requestId;
  requestId = undefined;
  await call("POST", `/2018-06-01/runtime/invocation/${id}/${path}`, answer);
}

function serialise(result: unknown): string {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? "null";
  } catch {
    const error = new Error("Unable to stringify response body");
    error.name = "Runtime.JSONStringifyError";
    throw error;
  }
}

async function crash(title: string, error: unknown, code: number): Promise<void> {
  logFailure(title, error);
  try {
    const path = requestId === undefined ? "init/error" : `invocation/${requestId}/error`;
    await call("POST", `/2018-06-01/runtime/${path}`, JSON.stringify(toFailure(error)));
  } finally {
    process.exit(code);
  }
}
