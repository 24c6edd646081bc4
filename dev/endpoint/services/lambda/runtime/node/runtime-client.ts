import { Agent, type IncomingHttpHeaders, request } from "node:http";

const [hostname = "127.0.0.1", port = "80"] = (process.env["AWS_LAMBDA_RUNTIME_API"] ?? "").split(":");
/** Without which the Runtime API answers nobody; a handler has no use of it. */
const secret = process.env["DOPPELFACE_RUNTIME_SECRET"] ?? "";
delete process.env["DOPPELFACE_RUNTIME_SECRET"];
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** Calls the Runtime API. Ends the process where the endpoint is gone, and with it everything that it is for. */
export function call(
  method: "GET" | "POST",
  path: string,
  body = "",
): Promise<{ headers: IncomingHttpHeaders; body: string }> {
  return new Promise((resolve) => {
    const headers = {
      "x-doppelface-runtime": secret,
      ...(method === "GET" ? {} : { "content-length": Buffer.byteLength(body) }),
    };
    const outgoing = request({ hostname, port, method, agent, path, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve({ headers: response.headers, body: text }));
      response.on("error", leave);
    });
    outgoing.on("error", leave);
    outgoing.end(body);
  });
}

function leave(): never {
  process.exit(1);
}
