import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { XMLParser } from "fast-xml-parser";

/** What came back on the last request of a truth. */
export interface Observed {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Of an error. */
  readonly code: string | undefined;
  readonly message: string | undefined;
  /** Of an error's body, or of the output that the truth's `ask` resolves with. */
  readonly members: Readonly<Record<string, unknown>>;
}

/** An answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Keeps the last answer that came over the wire. */
export class Recorder {
  #last: WireAnswer | undefined;

  /** For clients of the SDK: reads each answer before the SDK does. */
  readonly plugin = {
    applyToStack: (stack: Stack): void => {
      const middleware: Middleware = (next) => async (args) => {
        const result = await next(args);
        const response = result.response as { statusCode: number; headers: Record<string, string>; body: Readable };
        const body = await buffer(response.body);
        this.#last = { status: response.statusCode, headers: response.headers, body: body.toString("utf8") };
        response.body = Readable.from([body], { objectMode: false });
        return result;
      };
      stack.add(middleware as never, { step: "deserialize", priority: "low", name: "recorder" });
    },
  };

  /** For answers to requests that no SDK makes. */
  keep(answer: WireAnswer): void {
    this.#last = answer;
  }

  /** @param output what the truth's `ask` resolved with; undefined where it threw */
  observed(output: unknown): Observed {
    if (this.#last === undefined) throw new Error("The truth has asked nothing");
    const { status, headers, body } = this.#last;
    const plain = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
    );
    const failed = status >= 300 && status !== 303 ? errorOf(body) : undefined;
    return {
      status,
      headers: plain,
      body,
      code: failed?.code,
      message: failed?.message,
      members: failed?.members ?? (isObject(output) ? output : {}),
    };
  }
}

type Middleware = (next: Next) => Next;
type Next = (args: unknown) => Promise<{ response: unknown }>;
/** What of the SDK's own type is used, with the types that are known here. */
export interface Stack {
  add(middleware: never, options: { step: "deserialize"; priority: "low"; name: string }): void;
}

function errorOf(body: string): Pick<Observed, "code" | "message" | "members"> | undefined {
  if (body === "") return undefined;
  if (body.startsWith("{")) {
    const members = JSON.parse(body) as Record<string, unknown>;
    const code = String(members["__type"] ?? members["Type"]).replace(/^.*#/, "");
    return { code, message: String(members["message"] ?? members["Message"]), members };
  }
  const document = new XMLParser({ parseTagValue: false, ignoreDeclaration: true }).parse(body) as Record<string, Xml>;
  const error = document["ErrorResponse"]?.["Error"] ?? document["Error"] ?? {};
  const members = error as Record<string, unknown>;
  return { code: String(members["Code"]), message: String(members["Message"]), members };
}

type Xml = Record<string, unknown>;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
