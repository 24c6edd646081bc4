import { createServer } from "node:http";
import { afterEach, expect, test } from "vitest";
import { probeFunction } from "../../dev/engine/emulator/probe-function.ts";

// Answers to `Invoke` as emulators gave them, from a server in their place.
const servers: (() => void)[] = [];

afterEach(() => {
  for (const close of servers.splice(0)) close();
});

test.each([
  {
    what: "containers that do not reach LocalStack 4.14.0",
    status: 500,
    headers: { "x-amzn-errortype": "ServiceException" },
    body: { Message: "[486ca1d5] Timeout while starting up lambda environment for function rekognition:None" },
    says: "Its container does not reach the emulator, or the other way round",
  },
  {
    what: "moto 5.2 without the image of the runtime",
    status: 200,
    headers: { "x-amz-function-error": "Unhandled" },
    body: "error running docker: 500 Server Error for http+docker://localhost/v1.41/images/create?tag=latest",
    says: "it needs Docker's socket and the runtime's image",
  },
  {
    what: "an error of the function itself",
    status: 200,
    headers: { "x-amz-function-error": "Unhandled" },
    body: { errorType: "TypeError", errorMessage: "x is not a function" },
    says: "x is not a function",
  },
])("$what: told", async ({ status, headers, body, says }) => {
  const problem = await probeFunction(await answering(status, headers, body), "rekognition");
  expect(problem).toContain("The function rekognition does not run there, so that uploads become no rows: ");
  expect(problem).toContain(says);
});

test("a function that answers is no problem", async () => {
  expect(await probeFunction(await answering(200, {}, null), "rekognition")).toBeUndefined();
});

async function answering(status: number, headers: Record<string, string>, body: unknown) {
  const server = createServer((_request, response) => response.writeHead(status, headers).end(JSON.stringify(body)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(() => server.close());
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return { endpoint: `http://127.0.0.1:${port}`, region: "us-east-1", credentials };
}
