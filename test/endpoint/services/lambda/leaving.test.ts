import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DeleteFunctionCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { sharedFolder } from "../../../support/shared-folder.ts";
import { Functions, makeRole, zipped } from "./support.ts";

const marks = sharedFolder();

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let functions: Functions;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  functions = new Functions(endpoint.client, await makeRole(endpoint.client, "leaving-role"));
});
afterAll(() => endpoint.stop());

function codeFolders(): string[] {
  return readdirSync(join(endpoint.state.folder, "functions")).filter((name) => name !== "package.json");
}

async function remove(FunctionName: string): Promise<void> {
  await functions.lambda.send(new DeleteFunctionCommand({ FunctionName }));
}

const OTHER = "export const handler = async () => 'other';";

test("a function that is gone leaves no code, unless another one has the same", async () => {
  const code = "export const handler = async () => 'shared';";
  await functions.create("first", code);
  await functions.create("second", code);
  const folders = codeFolders();
  expect(await functions.invoke("first")).toMatchObject({ answer: "shared" });

  await remove("first");
  await expect.poll(codeFolders).toEqual(folders);
  expect(await functions.invoke("second")).toMatchObject({ answer: "shared" });
  await remove("second");

  await expect.poll(codeFolders).toEqual([]);
});

test("new code leaves none of the old, nor does a function that could not be made", async () => {
  await functions.create("replaced", "export const handler = async () => 'old';");
  expect(await functions.invoke("replaced")).toMatchObject({ answer: "old" });

  await functions.replace("replaced", OTHER);
  await expect(functions.create("replaced", "export const handler = async () => 'refused';")).rejects.toMatchObject({
    name: "ResourceConflictException",
  });

  await expect.poll(() => codeFolders().length).toBe(1);
  expect(await functions.invoke("replaced")).toMatchObject({ answer: "other" });
  await remove("replaced");
  await expect.poll(codeFolders).toEqual([]);
});

test("what still runs has its code until its end", async () => {
  const [begun, go] = [join(marks, "begun"), join(marks, "go")];
  await functions.create("running", {
    "index.mjs": `
      import { existsSync, writeFileSync } from "node:fs";
      export const handler = async () => {
        writeFileSync(${JSON.stringify(begun)}, "");
        while (!existsSync(${JSON.stringify(go)})) await new Promise((resolve) => setTimeout(resolve, 5));
        return (await import("./late.mjs")).answer;
      };`,
    "late.mjs": "export const answer = 'imported late';",
  });
  const running = functions.invoke("running");
  await expect.poll(() => existsSync(begun), { timeout: 10_000 }).toBe(true);

  await remove("running");
  writeFileSync(go, "");

  expect((await running).answer).toBe("imported late");
  await expect.poll(codeFolders).toEqual([]);
});

test("code that is removed while another function takes it is there for that one", async () => {
  const code = zipped("export const handler = async () => 'again';");
  for (let round = 0; round < 10; round++) {
    await functions.create(`goes-${round}`, "", { Code: { ZipFile: code } });

    await Promise.all([remove(`goes-${round}`), functions.create(`comes-${round}`, "", { Code: { ZipFile: code } })]);

    expect(await functions.invoke(`comes-${round}`)).toMatchObject({ answer: "again" });
    await remove(`comes-${round}`);
  }
  await expect.poll(codeFolders).toEqual([]);
});
