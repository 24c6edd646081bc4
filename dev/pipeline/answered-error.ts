import { buffer } from "node:stream/consumers";
import { Readable } from "node:stream";
import * as v from "valibot";

/** Most of a body that is shown, in characters. */
const MOST_BODY = 500;

/** An error of an AWS client that an endpoint has answered with. */
const Answered = v.object({
  name: v.string(),
  message: v.string(),
  $metadata: v.object({ httpStatusCode: v.pipe(v.number(), v.minValue(400)) }),
  $response: v.optional(v.object({ keptBody: v.optional(v.string()), body: v.optional(v.unknown()) })),
});

/** What clients put in the place of a name or a message that the answer has not, or that they could not read. */
const NOTHING = /^(Unknown|UnknownError|)$/;
const UNREADABLE = /Deserialization error: to see the raw response/;

/**
 * What an endpoint has answered, in words: code, message and HTTP status, or the status and the body where the client
 * could not read it. Undefined for errors that no answer has brought.
 */
export function describeAnswer(error: unknown): string | undefined {
  const answered = v.safeParse(Answered, error);
  if (!answered.success) return undefined;
  const { name, message, $metadata, $response } = answered.output;
  const status = `HTTP ${$metadata.httpStatusCode}`;
  const isRead = !NOTHING.test(message) && !UNREADABLE.test(message);
  if (isRead) return `${NOTHING.test(name) ? "" : `${name}: `}${message} (${status})`;
  const { keptBody, body } = $response ?? {};
  const text = (keptBody ?? (typeof body === "string" ? body : "")).trim();
  return `${status} ${text === "" ? "without a body" : `with the body: ${text.slice(0, MOST_BODY)}`}`;
}

/** Why something failed, in one text: as `describeAnswer` where an endpoint has answered. */
export function reasonOf(error: unknown): string {
  return describeAnswer(error) ?? (error instanceof Error ? error.message : String(error));
}

interface Handled {
  readonly response: { readonly statusCode: number; body?: unknown; keptBody?: string };
}

/** What an AWS client sends its requests by, as far as it concerns us. */
interface HttpHandler {
  handle(request: never, options?: never): Promise<Handled>;
}

/**
 * Has an AWS client keep the body of each answer that is an error, for `describeAnswer`: it drops those that it cannot
 * read, as those of programs that are no AWS. An extension, for the member `extensions` of a client's configuration.
 */
export const keepErrorBodies = {
  configure(configuration: { httpHandler(): HttpHandler; setHttpHandler(handler: HttpHandler): void }): void {
    const handler = configuration.httpHandler();
    const handle = handler.handle.bind(handler);
    handler.handle = async (request, options) => {
      const handled = await handle(request, options);
      const { response } = handled;
      if (response.statusCode >= 400 && response.body instanceof Readable) {
        const body = await buffer(response.body);
        response.keptBody = body.toString("utf8");
        response.body = Readable.from([body]);
      }
      return handled;
    };
    configuration.setHttpHandler(handler);
  },
};
