import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { type ClientConfig, clientConfig } from "../support/endpoint.ts";
import { startProcess } from "./child-process.ts";

/** A server that keeps objects in a map and answers items by heart: what is left is the SDK's and HTTP's own time. */
export interface BareServer extends AsyncDisposable {
  readonly client: ClientConfig;
}

/** Starts it in a process of its own. */
export async function startBareServer(): Promise<BareServer> {
  const server = startProcess(process.execPath, [fileURLToPath(import.meta.url)], process.env);
  const port = await new Promise<string>((resolve, reject) => {
    server.child.stdout.once("data", (text: Buffer) => resolve(text.toString().trim()));
    void server.ended.then((how) => reject(new Error(`The bare server ended with ${how}: ${server.errors()}`)));
  });
  return {
    client: clientConfig(`http://127.0.0.1:${port}`),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const objects = new Map<string, Buffer>();
let lastItem: unknown;

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const target = request.headers["x-amz-target"];
  const answer =
    typeof target === "string"
      ? Buffer.from(JSON.stringify(tableAnswer(target, body)))
      : objectAnswer(request.method ?? "", request.url ?? "", body);
  response.writeHead(200, { "content-length": answer.length });
  response.end(answer);
}

function objectAnswer(method: string, url: string, body: Buffer): Buffer {
  const { pathname } = new URL(url, "http://bare");
  if (method === "GET") return objects.get(pathname) ?? Buffer.alloc(0);
  objects.set(pathname, body);
  return Buffer.alloc(0);
}

function tableAnswer(target: string, body: Buffer): unknown {
  switch (target.replace(/^.*\./, "")) {
    case "PutItem":
      ({ Item: lastItem } = JSON.parse(body.toString()) as { Item: unknown });
      return {};
    case "GetItem":
      return { Item: lastItem };
    case "Query":
      return { Count: 10, Items: Array.from({ length: 10 }, () => lastItem) };
    default:
      return { Table: { TableStatus: "ACTIVE" } };
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = createServer({ keepAlive: true }, (request, response) => void serve(request, response));
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    console.log(typeof address === "object" ? address?.port : "");
  });
}
