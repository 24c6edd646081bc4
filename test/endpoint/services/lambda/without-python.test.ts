import { afterAll, expect, test } from "vitest";
import { Bus } from "../../../../dev/trace/bus.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { Functions, makeRole } from "./support.ts";

// Before anything asks for the Pythons of this machine, which is once in a process.
const PATH = process.env["PATH"];
process.env["PATH"] = "/nonexistent";
afterAll(() => {
  process.env["PATH"] = PATH;
});

test("without a Python a Python function says what to install, and Node functions run", async () => {
  const notices: string[] = [];
  const bus = new Bus();
  bus.on("notice", ({ message }) => void notices.push(message));
  await using endpoint = await startTestEndpoint({ bus });
  const functions = new Functions(endpoint.client, await makeRole(endpoint.client, "no-python"));
  await functions.create("node", "export const handler = async () => 'ran';");
  await functions.create(
    "python",
    { "app.py": "def handler(event, context): return 'ran'" },
    { Runtime: "python3.12", Handler: "app.handler" },
  );

  for (let times = 0; times < 2; times++) {
    await expect(functions.invoke("python")).rejects.toMatchObject({
      name: "InvalidRuntimeException",
      message: expect.stringMatching(
        /^There is no Python on the PATH that could run python3\.12\. Install Python 3\.10 or newer with its module venv/,
      ) as string,
    });
  }
  expect((await functions.invoke("node")).answer).toBe("ran");
  expect(notices.filter((message) => message.includes("There is no Python"))).toHaveLength(1);
});
