import { connect } from "node:net";

interface Sender {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** How a page may come. */
export const SENDERS: Readonly<Record<string, Sender>> = {
  "foreign Host": { method: "GET", headers: { host: "rebind.evil.example" } },
  "foreign Host, POST": { method: "POST", headers: { host: "rebind.evil.example" }, body: "{}" },
  "foreign Origin": { method: "GET", headers: { origin: "https://evil.example", "sec-fetch-site": "cross-site" } },
  "no-cors": { method: "GET", headers: { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" } },
  "form post": {
    method: "POST",
    headers: {
      origin: "https://evil.example",
      "sec-fetch-site": "cross-site",
      "content-type": "application/x-www-form-urlencoded",
    },
    body: "Action=GetCallerIdentity&Version=2011-06-15",
  },
  "opaque form post": { method: "POST", headers: { origin: "null", "content-type": "text/plain" }, body: "{}" },
  WebSocket: {
    method: "GET",
    headers: {
      origin: "https://evil.example",
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": Buffer.alloc(16).toString("base64"),
    },
  },
  preflight: {
    method: "OPTIONS",
    headers: { origin: "https://evil.example", "access-control-request-method": "PUT" },
  },
};

interface Told {
  readonly status: number;
  readonly readable: boolean;
}

/** Sends a request as it stands, on a socket of its own. */
export async function probe(port: number, path: string, sender: Sender): Promise<Told> {
  const { method, body = "" } = sender;
  const headers = { host: `127.0.0.1:${port}`, connection: "close", ...sender.headers };
  const lines = Object.entries({ ...headers, "content-length": String(body.length) }).map(([n, v]) => `${n}: ${v}\r\n`);
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body}`);
  const head = await new Promise<string>((resolve) => {
    socket.once("data", (bytes: Buffer) => resolve(bytes.toString("latin1")));
    socket.once("close", () => resolve(""));
    setTimeout(() => resolve("HTTP/1.1 000"), 10_000).unref();
  });
  socket.destroy();
  return {
    status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0),
    readable: /^access-control-allow-origin:/im.test(head),
  };
}
