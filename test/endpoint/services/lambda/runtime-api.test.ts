import { afterAll, beforeAll, expect, test } from "vitest";
import { RuntimeApi } from "../../../../dev/endpoint/services/lambda/execution/runtime-api.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { type RawRequest, send } from "../../../support/signed-request.ts";
import { Functions, makeRole } from "./support.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let functions: Functions;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  functions = new Functions(endpoint.client, await makeRole(endpoint.client, "runtime-api"));
});

afterAll(() => endpoint.stop());

const NEXT = { method: "GET", path: "/2018-06-01/runtime/invocation/next", query: {}, headers: {}, body: "" };

test("the Runtime API of an environment answers its own process, and no page that finds the port", async () => {
  const posted: string[] = [];
  const api = new RuntimeApi({
    next: () => posted.push("next"),
    response: (requestId) => posted.push(requestId),
    error: () => posted.push("error"),
    initError: () => posted.push("initError"),
  });
  try {
    const url = `http://${await api.listen()}`;
    const answer = { ...NEXT, method: "POST", path: "/2018-06-01/runtime/invocation/1/response", body: "1" };
    const mine = { "x-doppelface-runtime": api.secret };
    const senders: Record<string, string>[] = [
      {},
      { "x-doppelface-runtime": "guessed" },
      { ...mine, host: "rebind.evil.example" },
      { ...mine, origin: "https://evil.example" },
      { ...mine, "sec-fetch-site": "cross-site" },
    ];
    for (const headers of senders) {
      for (const request of [NEXT, answer, { ...answer, path: "/2018-06-01/runtime/init/error" }] as RawRequest[]) {
        const { status } = await send(url, { ...request, headers });
        expect([request.path, headers, status]).toEqual([request.path, headers, 403]);
      }
    }
    expect(posted).toEqual([]);
    expect((await send(url, { ...answer, headers: mine })).status).toBe(202);
    expect(posted).toEqual(["1"]);
  } finally {
    api.close();
  }
});

test("an answer that is too large is refused while it is read, and the environment goes on", async () => {
  await functions.create(
    "large",
    "let runs = 0; export const handler = async ({ size }) => (size ? 'x'.repeat(size) : ++runs);",
    { MemorySize: 2048, Timeout: 60 },
  );
  expect((await functions.invoke("large", {})).answer).toBe(1);
  const before = process.memoryUsage().rss;
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 2);
  const { error, answer } = await functions.invoke("large", { size: 300 << 20 });
  clearInterval(timer);
  expect([error, answer]).toEqual([
    "Unhandled",
    expect.objectContaining({ errorType: "Function.ResponseSizeTooLarge" }),
  ]);
  expect(most - before).toBeLessThan(200 << 20);
  expect((await functions.invoke("large", {})).answer).toBe(2);
});

test("the secret is no variable that a handler sees", async () => {
  await functions.create("nosy", "export const handler = async () => Object.keys(process.env);");
  expect((await functions.invoke("nosy")).answer).not.toContain("DOPPELFACE_RUNTIME_SECRET");
});
