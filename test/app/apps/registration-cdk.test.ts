import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PROJECT } from "../../../dev/config/project.ts";
import { type AppUnderTest, startApp } from "./app-under-test.ts";

let app: AppUnderTest;
beforeAll(async () => {
  app = await startApp("registration-cdk");
}, 60_000);
afterAll(() => app[Symbol.asyncDispose]());

async function post(picture: string): Promise<{ status: number; text: string }> {
  const body = readFileSync(join(PROJECT, "fixtures", "pictures", picture)).toString("base64");
  const answer = await fetch(app.outputs["Url"] ?? "", { method: "POST", body });
  return { status: answer.status, text: await answer.text() };
}

test("two stacks in their order, and of each function how the CDK has it bundled", () => {
  expect(app.deployed.stacks).toEqual(["RegistrationData", "RegistrationFunctions"]);
  const kinds = app.deployed.functions.map(({ logicalId, source }) => [logicalId.slice(0, 8), source.kind]);
  expect(kinds).toEqual([
    ["Register", "esbuild"],
    ["Authenti", "esbuild"],
  ]);
  const authenticate = app.deployed.functions.find(({ logicalId }) => logicalId.startsWith("Authenticate"));
  expect(authenticate?.source).toMatchObject({
    options: {
      bundle: true,
      format: "esm",
      platform: "node",
      target: ["node22"],
      external: ["@aws-sdk/*"],
      define: { GREETING: '"Welcome"' },
      loader: { ".txt": "text" },
      banner: { js: "/* made for the door */" },
    },
  });
});

test("who was registered by an upload is recognised by the function behind the URL", async () => {
  await app.put("kaya-storm.jpg", "portraits/kaya-storm.jpg");
  await expect.poll(async () => (await post("kaya-storm.jpg")).text, { timeout: 20_000 }).toBe("Welcome, Kaya Storm");
  expect(await post("otto-park.jpg")).toEqual({ status: 403, text: "Nobody is known by that face." });
});

test("a save of what one function loads, and of what the other one imports", async () => {
  expect(await app.save("functions/farewell.txt", "Nobody is known", "Nobody here is known")).toMatchObject({
    reloaded: [app.named("Authenticate")],
  });
  expect((await post("otto-park.jpg")).text).toBe("Nobody here is known by that face.");

  expect(await app.save("functions/name-of.ts", 'join(" ")', 'join("_")')).toMatchObject({
    reloaded: [app.named("Register")],
  });
});

test("an option of the bundling is the app's: its save changes the function", async () => {
  expect(await app.save("app.ts", 'JSON.stringify("Welcome")', 'JSON.stringify("Come in")')).toMatchObject({
    what: "stack",
    reloaded: [app.named("Authenticate")],
  });
  expect((await post("kaya-storm.jpg")).text).toMatch(/^Come in, /);
});
