import type { Sample } from "./message.ts";

/** The part of an SDK client that shows its signed requests. */
interface Client {
  readonly config: { readonly serviceId: string };
  readonly middlewareStack: {
    add(middleware: Middleware, options: { step: "deserialize"; name: string; override: boolean }): void;
  };
}

type Handler = (args: { request: unknown }) => Promise<never>;
type Middleware = (next: Handler, context: { commandName?: string }) => Handler;

interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Adds each request that a client sends to `samples`, as it was signed. */
export function captureFrom(client: object, samples: Sample[]): void {
  const middleware: Middleware =
    (next, { commandName = "" }) =>
    async (args) => {
      const { method, path, query = {}, headers, body } = args.request as SignedRequest;
      const service = /\/\d{8}\/[^/]+\/([^/]+)\//.exec(headers["authorization"] ?? "")?.[1] ?? "";
      const search = Object.entries(query).flatMap(([name, value]) =>
        [value ?? ""].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`),
      );
      samples.push({
        service,
        operation: commandName.replace(/Command$/, ""),
        method,
        target: search.length === 0 ? path : `${path}?${search.join("&")}`,
        headers: Object.entries(headers),
        body: bytesOf(body),
      });
      return next(args);
    };
  (client as Client).middlewareStack.add(middleware, { step: "deserialize", name: "capture", override: true });
}

function bytesOf(body: unknown): Buffer {
  if (typeof body === "string") return Buffer.from(body);
  return body instanceof Uint8Array ? Buffer.copyBytesFrom(body) : Buffer.alloc(0);
}
