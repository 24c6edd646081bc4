import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PROJECT } from "../../../dev/config/project.ts";
import { hasPython } from "../../support/python.ts";
import { type AppUnderTest, startApp } from "./app-under-test.ts";

// SAM templates are translated by AWS's own translator, which is written in Python; so are the functions.
describe.skipIf(!hasPython)("registration-sam (skipped where the PATH has no Python)", () => {
  let app: AppUnderTest;
  beforeAll(async () => {
    app = await startApp("registration-sam");
    // Installs the translator where it was never used.
  }, 180_000);
  afterAll(() => app[Symbol.asyncDispose]());

  async function post(picture: string): Promise<string> {
    const body = readFileSync(join(PROJECT, "fixtures", "pictures", picture)).toString("base64");
    return (await fetch(app.outputs["Url"] ?? "", { method: "POST", body })).text();
  }

  test("the functions of the template have their names and their folders", () => {
    expect(app.deployed.stacks).toEqual(["registration-sam"]);
    expect(app.deployed.functions).toMatchObject([
      { logicalId: "Register", source: { kind: "folder", path: join(app.folder, "register") } },
      { logicalId: "Authenticate", source: { kind: "folder", path: join(app.folder, "authenticate") } },
    ]);
  });

  test(
    "who was registered by an upload is recognised by the function behind the URL",
    { timeout: 60_000 },
    async () => {
      await app.put("kaya-storm.jpg", "portraits/kaya-storm.jpg");
      await expect.poll(() => post("kaya-storm.jpg"), { timeout: 50_000 }).toBe("Welcome, Kaya Storm");
      expect(await post("otto-park.jpg")).toBe("Nobody is known by that face.");
    },
  );

  test("a save of a module that one function imports is live there alone", async () => {
    expect(await app.save("authenticate/app.py", "Welcome, ", "Come in, ")).toMatchObject({
      reloaded: [app.named("Authenticate")],
      among: 2,
    });
    expect(await post("kaya-storm.jpg")).toBe("Come in, Kaya Storm");
    expect(await app.save("register/names.py", '" ".join', '"_".join')).toMatchObject({
      reloaded: [app.named("Register")],
    });
  });

  test("a save of the template is a change of the stack", async () => {
    expect(await app.save("template.yaml", "Timeout: 30", "Timeout: 31")).toMatchObject({
      what: "stack",
      // Their code too, which was saved since the last deploy.
      changes: expect.arrayContaining(["Register (Code, Timeout)", "Authenticate (Code, Timeout)"]),
    });
  });
});
