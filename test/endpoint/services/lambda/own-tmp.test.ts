import { readdirSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hasOwnTmp } from "../../../../dev/endpoint/services/lambda/execution/own-tmp.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { Functions, makeRole } from "./support.ts";

/** Containers, and some distributions, deny a process a `/tmp` of its own. */
const isOwn = await hasOwnTmp();

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let functions: Functions;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  functions = new Functions(endpoint.client, await makeRole(endpoint.client, "tmp-role"));
});
afterAll(() => endpoint.stop());

test.runIf(isOwn)("an environment finds in /tmp what it has left there, and what no other one has", async () => {
  await functions.create(
    "leaves",
    `import { readdirSync, writeFileSync } from "node:fs"; import { tmpdir } from "node:os";
     export const handler = async ({ name, wait = 0 }) => {
       writeFileSync("/tmp/left-" + name, "x");
       await new Promise((resolve) => setTimeout(resolve, wait));
       return [tmpdir(), ...readdirSync("/tmp").filter((entry) => entry.startsWith("left-"))];
     };`,
  );
  const leave = async (name: string, wait = 0): Promise<unknown> =>
    (await functions.invoke("leaves", { name, wait })).answer;

  expect(await leave("1")).toEqual(["/tmp", "left-1"]);
  expect(await leave("2")).toEqual(["/tmp", "left-1", "left-2"]);
  // Of two at one moment one is in a new environment.
  expect(await Promise.all([leave("3", 200), leave("3", 200)])).toContainEqual(["/tmp", "left-3"]);
  expect(readdirSync("/tmp").filter((entry) => entry.startsWith("left-"))).toEqual([]);
});

test.runIf(isOwn)("/tmp is as large as EphemeralStorage says", async () => {
  const code = `import { execFileSync } from "node:child_process"; import { statfsSync } from "node:fs";
    export const handler = async () => {
      const { bsize, blocks } = statfsSync("/tmp");
      try { execFileSync("fallocate", ["--length", "601M", "/tmp/large"], { encoding: "utf8", stdio: "pipe" }); }
      catch (error) { return [bsize * blocks / 2 ** 20, error.stderr.trim()]; }
    };`;
  await functions.create("default-size", code);
  await functions.create("larger", code, { EphemeralStorage: { Size: 600 } });

  const refused = "fallocate: fallocate failed: No space left on device";
  expect((await functions.invoke("default-size")).answer).toEqual([512, refused]);
  expect((await functions.invoke("larger")).answer).toEqual([600, refused]);
});
