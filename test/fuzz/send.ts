import { connect } from "node:net";

/** What came back: the status, and the beginning of the answer; or why nothing did. */
export type Answer =
  | { readonly kind: "answered"; readonly status: number; readonly text: string }
  | { readonly kind: "closed" | "hung" };

/** Writes a request on a connection of its own and reads its answer to the end; `endsEarly`: says that no more comes. */
export function sendBytes(
  url: URL,
  request: Buffer,
  options: { resetAt?: number; endsEarly?: boolean; limitMs: number },
): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = connect({ port: Number(url.port), host: url.hostname, allowHalfOpen: true });
    const chunks: Buffer[] = [];
    const timer = setTimeout(() => {
      resolve({ kind: "hung" });
      socket.destroy();
    }, options.limitMs);
    const done = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(toAnswer(Buffer.concat(chunks)));
    };
    // A refused request is answered before it is read, and the rest of it may meet a closed connection.
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("end", done);
    socket.on("close", done);
    if (options.resetAt !== undefined) {
      socket.write(request.subarray(0, options.resetAt), () => socket.resetAndDestroy());
    } else if (options.endsEarly === true) socket.end(request);
    else socket.write(request);
  });
}

function toAnswer(bytes: Buffer): Answer {
  const text = bytes.subarray(0, 4096).toString("utf8");
  // An interim answer (100) comes before the one that counts.
  const statuses = [...text.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status));
  const status = statuses.find((candidate) => candidate >= 200);
  return status === undefined ? { kind: "closed" } : { kind: "answered", status, text };
}
