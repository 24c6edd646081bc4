import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { CreateAliasCommand, GetFunctionCommand, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { HotReloadFolders, beginWork } from "./hot-reload-folders.ts";
import { Functions, makeRole } from "./support.ts";

const folders = new HotReloadFolders();
let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let functions: Functions;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  functions = new Functions(endpoint.client, await makeRole(endpoint.client, "hot-role"));
});
afterAll(() => endpoint.stop());

/** A package that tells when and with which variable it was imported. */
function makePackage(name: string): void {
  const folder = join(folders.root, "node_modules", name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, type: "module", exports: "./index.js" }));
  writeFileSync(
    join(folder, "index.js"),
    "export const at = { root: process.env.LAMBDA_TASK_ROOT, mode: process.env.MODE };",
  );
}

const REPORT = `
  export const handler = async () => ({
    at, root: process.env.LAMBDA_TASK_ROOT, cwd: process.cwd(), argv: process.argv.length,
    mode: process.env.MODE, label,
  });`;

test("runs the folder that hot-reload names in place, and says so as LocalStack does", async () => {
  await functions.create("placed", "export const handler = async () => 'zip';");
  const folder = folders.build("export const handler = async () => process.env.LAMBDA_TASK_ROOT;");

  await functions.hotReload("placed", folder);

  expect((await functions.invoke("placed")).answer).toBe(folder);
  expect(await functions.lambda.send(new GetFunctionCommand({ FunctionName: "placed" }))).toMatchObject({
    Configuration: { CodeSha256: "hot-reloading-hash-not-available", CodeSize: 0 },
    Code: { Location: `Code location: ${folder}` },
  });
});

test("takes a folder when a function is created, and gives it up for a zip file", async () => {
  const folder = folders.build("export const handler = async () => 'folder';");
  await functions.create("begun", "", { Code: { S3Bucket: "hot-reload", S3Key: folder } });
  expect((await functions.invoke("begun")).answer).toBe("folder");

  await functions.replace("begun", "export const handler = async () => 'zip';");

  expect((await functions.invoke("begun")).answer).toBe("zip");
});

test.each([
  ["dist", "S3Key has to be an absolute folder where S3Bucket is hot-reload, not 'dist'."],
  [
    join(folders.root, "nowhere"),
    `There is no folder ${join(folders.root, "nowhere")}, which S3Key names for hot-reload.`,
  ],
])("refuses the folder %s", async (folder, message) => {
  const name = `refuses-${basename(folder)}`;
  await functions.create(name, "export const handler = async () => 1;");

  await expect(functions.hotReload(name, folder)).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message,
  });
});

test("gives new code to a process that has imported the packages already, with the function's variables", async () => {
  makePackage("counted");
  const { preload, ready } = folders.preloadOf("counted");
  await functions.create("spared", "export const handler = async () => 0;", {
    Environment: { Variables: { MODE: "first" } },
  });
  await beginWork(functions, "spared");
  await functions.hotReload(
    "spared",
    folders.build(`import { at } from "counted"; const label = "one"; ${REPORT}`, preload),
  );
  const one = (await functions.invoke("spared")).answer as { label: string; root: string };
  await ready();
  const folder = folders.build(`import { at } from "counted"; const label = "two"; ${REPORT}`, preload);

  await functions.hotReload("spared", folder);

  const { answer } = await functions.invoke("spared");
  expect(one.label).toBe("one");
  expect(answer).toMatchObject({
    label: "two",
    mode: "first",
    // The package was imported while the process still had the code from before.
    at: { mode: "first", root: one.root },
    root: folder,
    cwd: folder,
    argv: 2,
  });
});

test("does not use a spare that was made for other variables or other packages", async () => {
  makePackage("changed");
  await functions.create("fresh", "export const handler = async () => 0;", {
    Environment: { Variables: { MODE: "before" } },
  });
  await beginWork(functions, "fresh");
  const code = `import { at } from "changed"; const label = ""; ${REPORT}`;
  const before = folders.preloadOf("changed");
  await functions.hotReload("fresh", folders.build(code, before.preload));
  await before.ready();

  await functions.lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: "fresh", Environment: { Variables: { MODE: "after" } } }),
  );
  expect((await functions.invoke("fresh")).answer).toMatchObject({ mode: "after", at: { mode: "after" } });

  const packageFile = join(folders.root, "node_modules", "changed", "index.js");
  writeFileSync(packageFile, readFileSync(packageFile, "utf8").replace("process.env.MODE", "'new version'"));
  await functions.hotReload("fresh", folders.build(code, folders.preloadOf("changed").preload));
  expect((await functions.invoke("fresh")).answer).toMatchObject({ at: { mode: "new version" } });
});

test("finishes what runs on the old code, and answers what comes meanwhile with the new one", async () => {
  const started = join(folders.root, "started");
  const go = join(folders.root, "go");
  const old = folders.build(`
    import { existsSync, writeFileSync } from "node:fs";
    export const handler = async () => {
      writeFileSync(${JSON.stringify(started)}, "");
      while (!existsSync(${JSON.stringify(go)})) await new Promise((resolve) => setTimeout(resolve, 5));
      return "old";
    };`);
  await functions.create("swapped", "export const handler = async () => 0;", { Timeout: 20 });
  await functions.hotReload("swapped", old);
  const running = functions.invoke("swapped");
  await expect.poll(() => existsSync(started), { timeout: 10_000 }).toBe(true);

  await functions.hotReload("swapped", folders.build("export const handler = async () => 'new';"));

  expect((await functions.invoke("swapped")).answer).toBe("new");
  writeFileSync(go, "");
  expect((await running).answer).toBe("old");
  expect((await functions.invoke("swapped")).answer).toBe("new");
});

test("makes invocations wait from the save that was seen until it is live, or has failed", async () => {
  await functions.create("held", "export const handler = async () => 'old';");
  const saved = { type: "sourceChanged", functions: ["held"], files: ["handler/index.ts"] } as const;
  endpoint.bus.dispatch(saved);
  const waiting = [functions.invoke("held"), functions.invoke("held")];
  await functions.hotReload("held", folders.build("export const handler = async () => 'new';"));
  endpoint.bus.dispatch({
    type: "live",
    functions: ["held"],
    reloaded: ["held"],
    among: 1,
    what: "bundle",
    files: [],
    ms: 1,
    changes: [],
  });
  expect((await Promise.all(waiting)).map(({ answer }) => answer)).toEqual(["new", "new"]);

  endpoint.bus.dispatch(saved);
  const again = functions.invoke("held");
  endpoint.bus.dispatch({ type: "reloadFailed", functions: ["held"], files: [], message: "" });
  expect((await again).answer).toBe("new");
});

test("a broken module fails its invocations until there is another one", async () => {
  await functions.create("broken", "export const handler = async () => 0;");
  await functions.hotReload("broken", folders.build("throw new Error('at import');"));
  expect(await functions.invoke("broken")).toMatchObject({ error: "Unhandled", answer: { errorMessage: "at import" } });
  expect(await functions.invoke("broken")).toMatchObject({ error: "Unhandled", answer: { errorMessage: "at import" } });

  await functions.hotReload("broken", folders.build("export const handler = async () => 'mended';"));

  expect((await functions.invoke("broken")).answer).toBe("mended");
});

test("a save is live behind an alias too, where its version was published of the code that is run in place", async () => {
  const saying = (text: string): string =>
    `export const handler = async (_event, { functionVersion }) => ["${text}", functionVersion];`;
  await functions.create("in-place", saying("deployed"), { Publish: true });
  const alias = { FunctionName: "in-place", Name: "live", FunctionVersion: "1" };
  await functions.lambda.send(new CreateAliasCommand(alias));
  await functions.hotReload("in-place", folders.build(saying("first save")));
  expect((await functions.invoke("in-place:live")).answer).toEqual(["first save", "1"]);
  await functions.hotReload("in-place", folders.build(saying("second save")));
  expect((await functions.invoke("in-place:live")).answer).toEqual(["second save", "1"]);
});

test("on what an older runtime runs is told once, however often its code is saved", async () => {
  const notices: string[] = [];
  const stop = endpoint.bus.on("notice", ({ message }) => notices.push(message));
  await functions.create("aged", "export const handler = async () => 0;", { Runtime: "nodejs18.x" });
  for (const label of ["one", "two"]) {
    await functions.hotReload("aged", folders.build(`export const handler = async () => "${label}";`));
    expect((await functions.invoke("aged")).answer).toBe(label);
  }
  stop();
  expect(notices).toEqual([expect.stringMatching(/^Functions of nodejs18\.x run on Node 24\./)]);
});
