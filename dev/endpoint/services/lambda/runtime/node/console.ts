import { writeSync } from "node:fs";
import { format } from "node:util";
import { toFailure } from "./failures.ts";
import { END_FRAME, FRAME_HEADER, TEXT_FRAME } from "../frames.ts";

const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
type Level = (typeof LEVELS)[number];

let requestId: string | undefined;
const json = process.env["AWS_LAMBDA_LOG_FORMAT"] === "JSON";
const threshold = Math.max(0, LEVELS.indexOf((process.env["AWS_LAMBDA_LOG_LEVEL"] ?? "").toLowerCase() as Level));

/**
 * Sends the console's lines as one frame each, so that a message of many lines is one log event, and whatever is
 * written to stdout and stderr the same way, so that all of it keeps its order.
 */
export function patchOutput(): void {
  for (const [method, level] of [
    ["log", "info"],
    ["trace", "trace"],
    ["debug", "debug"],
    ["info", "info"],
    ["warn", "warn"],
    ["error", "error"],
    ["fatal", "fatal"],
  ] as const) {
    Reflect.set(console, method, (message: unknown, ...rest: unknown[]) => writeLine(level, message, rest));
  }
  inOrder("stdout");
  inOrder("stderr");
}

/** Names the invocation whose lines follow. */
export function setRequestId(id: string): void {
  requestId = id;
}

/** Logs an error as Lambda's client does, with its stack as a list. */
export function logFailure(title: string, error: unknown): void {
  const members: Record<string, unknown> =
    error instanceof Error
      ? {
          errorType: error.name,
          errorMessage: error.message,
          ...Object.fromEntries(Object.entries(error)),
          stack: error.stack?.split("\n"),
        }
      : { ...toFailure(error) };
  if (json) writeLine("error", members, []);
  else writeLine("error", `${title} \t${stringify(members)}`, []);
}

/** Logs a line of the runtime's own. */
export function warn(text: string): void {
  writeLine("warn", text, []);
}

/** Marks the end of what was written so far. */
export function markEnd(): void {
  writeFrame(END_FRAME, Date.now(), "");
}

function writeLine(level: Level, message: unknown, rest: unknown[]): void {
  if (LEVELS.indexOf(level) < threshold) return;
  const now = new Date();
  const line = json ? jsonLine(now, level, message, rest) : textLine(now, level, message, rest);
  writeFrame(TEXT_FRAME, now.getTime(), line);
}

function textLine(now: Date, level: Level, message: unknown, rest: unknown[]): string {
  return `${now.toISOString()}\t${requestId}\t${level.toUpperCase()}\t${format(message, ...rest)}\n`;
}

function jsonLine(now: Date, level: Level, message: unknown, rest: unknown[]): string {
  const line = { timestamp: now.toISOString(), level: level.toUpperCase(), requestId };
  if (rest.length === 0) return stringify({ ...line, message });
  const error = rest.find((value) => value instanceof Error);
  const members =
    error === undefined
      ? {}
      : { errorType: error.constructor.name, errorMessage: error.message, stackTrace: error.stack?.split("\n") };
  return JSON.stringify({ ...line, message: format(message, ...rest), ...members });
}

function stringify(value: Record<string, unknown>): string {
  try {
    return JSON.stringify(value, (_key, member: unknown) =>
      member instanceof Error
        ? {
            errorType: member.constructor.name,
            errorMessage: member.message,
            stackTrace: member.stack?.split("\n"),
            ...Object.fromEntries(Object.entries(member)),
          }
        : member,
    );
  } catch {
    return JSON.stringify({ ...value, message: format(value["message"]) });
  }
}

function writeFrame(type: number, milliseconds: number, message: string): void {
  const length = Buffer.byteLength(message);
  const frame = Buffer.allocUnsafe(FRAME_HEADER + length);
  frame.writeUInt32BE(type, 0);
  frame.writeUInt32BE(length, 4);
  frame.writeBigUInt64BE(BigInt(milliseconds) * 1000n, 8);
  frame.write(message, FRAME_HEADER);
  writeAll(frame);
}

/** Replaces `write` of a stream at its first use: making the streams costs milliseconds that few handlers need. */
function inOrder(name: "stdout" | "stderr"): void {
  const original = Object.getOwnPropertyDescriptor(process, name);
  let stream: NodeJS.WriteStream | undefined;
  Object.defineProperty(process, name, {
    configurable: true,
    enumerable: true,
    get() {
      if (stream === undefined) {
        stream = original?.get?.call(process) as NodeJS.WriteStream;
        stream.write = write;
      }
      return stream;
    },
  });
}

function write(
  chunk: string | Uint8Array,
  encoding?: BufferEncoding | ((error?: Error | null) => void),
  done?: (error?: Error | null) => void,
): boolean {
  const bytes =
    typeof chunk === "string" ? Buffer.from(chunk, typeof encoding === "string" ? encoding : "utf8") : chunk;
  writeAll(bytes);
  const callback = typeof encoding === "function" ? encoding : done;
  if (callback !== undefined) process.nextTick(callback);
  return true;
}

function writeAll(bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(1, bytes, written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") return;
      // The pipe is full until the endpoint reads; blocking here is what a Lambda pipe does too.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
