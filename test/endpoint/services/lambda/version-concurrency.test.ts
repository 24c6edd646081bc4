import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { PublishVersionCommand, PutFunctionConcurrencyCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { sharedFolder } from "../../../support/shared-folder.ts";
import { Functions, makeRole } from "./support.ts";

const notes = join(sharedFolder(), "notes");
let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let functions: Functions;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  functions = new Functions(endpoint.client, await makeRole(endpoint.client, "concurrency-role"));
});

afterAll(() => endpoint.stop());

const SLOW = `
import { appendFileSync } from "node:fs";
export const handler = async (ms) => {
  appendFileSync(${JSON.stringify(notes)}, "begins\\n");
  await new Promise((resolve) => setTimeout(resolve, ms));
  appendFileSync(${JSON.stringify(notes)}, "ends\\n");
};`;

test("a reserved concurrency is that of all versions together, and what one gives back the others take", async () => {
  await functions.create("reserved", SLOW);
  await functions.lambda.send(new PublishVersionCommand({ FunctionName: "reserved" }));
  await functions.lambda.send(
    new PutFunctionConcurrencyCommand({ FunctionName: "reserved", ReservedConcurrentExecutions: 1 }),
  );

  const first = functions.invoke("reserved:1", 1000);
  await expect.poll(() => said(), { timeout: 10_000 }).toEqual(["begins"]);
  await expect(functions.invoke("reserved", 0)).rejects.toMatchObject({ name: "TooManyRequestsException" });
  for (const name of ["reserved", "reserved:1", "reserved"]) {
    await functions.invoke(name, 50, { InvocationType: "Event" });
  }
  await first;

  const oneByOne = Array.from({ length: 4 }, () => ["begins", "ends"]).flat();
  await expect.poll(() => said(), { timeout: 20_000 }).toEqual(oneByOne);
});

test("without one, six calls of a function are under way at once, however few cores there are", async () => {
  const waiting: (() => void)[] = [];
  const gate = createServer((_request, response) => {
    waiting.push(() => response.end("go"));
    if (waiting.length === 6) for (const go of waiting) go();
  });
  await new Promise<void>((resolve) => gate.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => gate.close().closeAllConnections());
  const { port } = gate.address() as AddressInfo;
  const code = `export const handler = async () => (await fetch("http://127.0.0.1:${port}/")).text();`;
  await functions.create("meets", code, { Timeout: 25 });

  const answers = await Promise.all(Array.from({ length: 6 }, () => functions.invoke("meets", {})));
  expect(answers.map(({ answer }) => answer)).toEqual(Array(6).fill("go"));
});

function said(): string[] {
  try {
    return readFileSync(notes, "utf8").trimEnd().split("\n");
  } catch {
    return [];
  }
}
