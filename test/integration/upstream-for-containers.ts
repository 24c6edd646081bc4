import { execFile } from "node:child_process";
import { once } from "node:events";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { RekognitionClient } from "@aws-sdk/client-rekognition";
import { startUpstream } from "../rekognition/recordings/tape-endpoint.ts";

const run = promisify(execFile);

/** A second Doppelface's Rekognition, as containers reach one that runs on this machine. */
export interface UpstreamForContainers extends AsyncDisposable {
  /** From a container. */
  readonly url: string;
  /** From this process, in a Region. */
  client(region: string): RekognitionClient;
  /** Access key and Region that requests from containers were signed with, each pair once. */
  signed(): string[];
}

/** Starts it at this machine's address in Docker's own network, which is `host.docker.internal` in a container. */
export async function startUpstreamForContainers(): Promise<UpstreamForContainers> {
  const upstream = await startUpstream();
  const signed = new Set<string>();
  const forward = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { host: _, connection: __, "content-length": ___, ...headers } = request.headers;
    const [, key, region] = /Credential=([^/]+)\/\d+\/([^/]+)\//.exec(headers.authorization ?? "") ?? [];
    signed.add(`${key} ${region}`);
    const kept = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
    const answer = await fetch(upstream.url, { method: "POST", headers: kept, body: await buffer(request) });
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
    response.end(Buffer.from(await answer.arrayBuffer()));
  };
  const server = createServer((request, response) => {
    forward(request, response).catch((error: unknown) => response.writeHead(502).end(String(error)));
  });
  server.listen(0, await gateway());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://host.docker.internal:${port}`,
    client: (region) =>
      new RekognitionClient({
        endpoint: upstream.url,
        region,
        credentials: { accessKeyId: "test", secretAccessKey: "test" },
      }),
    signed: () => [...signed],
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await upstream[Symbol.asyncDispose]();
    },
  };
}

async function gateway(): Promise<string> {
  const format = "{{(index .IPAM.Config 0).Gateway}}";
  const { stdout } = await run("docker", ["network", "inspect", "bridge", "--format", format]);
  return stdout.trim();
}
