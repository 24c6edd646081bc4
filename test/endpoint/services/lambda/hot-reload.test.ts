import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetFunctionCommand, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { processStart } from "../../../../dev/endpoint/services/lambda/execution/process-info.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { Functions, makeRole } from "./support.ts";

const root = mkdtempSync(join(tmpdir(), "hot-reload-"));
let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let functions: Functions;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  functions = new Functions(endpoint.client, await makeRole(endpoint.client, "hot-role"));
});
afterAll(async () => {
  await endpoint.stop();
  rmSync(root, { recursive: true, force: true });
});

let folders = 0;

/** A folder with code, and the packages that it names for spares. */
function build(code: string, preload?: string): string {
  const folder = join(root, String(++folders));
  mkdirSync(folder);
  writeFileSync(join(folder, "index.mjs"), code);
  if (preload !== undefined) writeFileSync(join(folder, "preload.mjs"), preload);
  return folder;
}

/** A module for spares that imports a package, and leaves a file when that is done. */
function preloadOf(name: string): { preload: string; ready: () => Promise<void> } {
  const mark = join(root, `spare-${++folders}`);
  const preload = `await import("${name}"); (await import("node:fs")).writeFileSync(${JSON.stringify(mark)}, "");`;
  return { preload, ready: () => expect.poll(() => existsSync(mark), { timeout: 10_000 }).toBe(true) };
}

/** A package that tells when and with which variable it was imported. */
function makePackage(name: string): void {
  const folder = join(root, "node_modules", name);
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

/** Has somebody at work on a function, for whom its next code is loaded ahead: it has an environment. */
async function beginWork(on: Functions, name: string): Promise<void> {
  await on.invoke(name);
}

test("runs the folder that hot-reload names in place, and says so as LocalStack does", async () => {
  await functions.create("placed", "export const handler = async () => 'zip';");
  const folder = build("export const handler = async () => process.env.LAMBDA_TASK_ROOT;");

  await functions.hotReload("placed", folder);

  expect((await functions.invoke("placed")).answer).toBe(folder);
  expect(await functions.lambda.send(new GetFunctionCommand({ FunctionName: "placed" }))).toMatchObject({
    Configuration: { CodeSha256: "hot-reloading-hash-not-available", CodeSize: 0 },
    Code: { Location: `Code location: ${folder}` },
  });
});

test("takes a folder when a function is created, and gives it up for a zip file", async () => {
  const folder = build("export const handler = async () => 'folder';");
  await functions.create("begun", "", { Code: { S3Bucket: "hot-reload", S3Key: folder } });
  expect((await functions.invoke("begun")).answer).toBe("folder");

  await functions.replace("begun", "export const handler = async () => 'zip';");

  expect((await functions.invoke("begun")).answer).toBe("zip");
});

test.each([
  ["dist", "S3Key has to be an absolute folder where S3Bucket is hot-reload, not 'dist'."],
  [join(root, "nowhere"), `There is no folder ${join(root, "nowhere")}, which S3Key names for hot-reload.`],
])("refuses the folder %s", async (folder, message) => {
  await functions.create(`refuses-${++folders}`, "export const handler = async () => 1;");

  await expect(functions.hotReload(`refuses-${folders}`, folder)).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message,
  });
});

test("gives new code to a process that has imported the packages already, with the function's variables", async () => {
  makePackage("counted");
  const { preload, ready } = preloadOf("counted");
  await functions.create("spared", "export const handler = async () => 0;", {
    Environment: { Variables: { MODE: "first" } },
  });
  await beginWork(functions, "spared");
  await functions.hotReload("spared", build(`import { at } from "counted"; const label = "one"; ${REPORT}`, preload));
  const one = (await functions.invoke("spared")).answer as { label: string; root: string };
  await ready();
  const folder = build(`import { at } from "counted"; const label = "two"; ${REPORT}`, preload);

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
  const before = preloadOf("changed");
  await functions.hotReload("fresh", build(code, before.preload));
  await before.ready();

  await functions.lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: "fresh", Environment: { Variables: { MODE: "after" } } }),
  );
  expect((await functions.invoke("fresh")).answer).toMatchObject({ mode: "after", at: { mode: "after" } });

  const packageFile = join(root, "node_modules", "changed", "index.js");
  writeFileSync(packageFile, readFileSync(packageFile, "utf8").replace("process.env.MODE", "'new version'"));
  await functions.hotReload("fresh", build(code, preloadOf("changed").preload));
  expect((await functions.invoke("fresh")).answer).toMatchObject({ at: { mode: "new version" } });
});

test("finishes what runs on the old code, and answers what comes meanwhile with the new one", async () => {
  const started = join(root, "started");
  const go = join(root, "go");
  const old = build(`
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

  await functions.hotReload("swapped", build("export const handler = async () => 'new';"));

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
  await functions.hotReload("held", build("export const handler = async () => 'new';"));
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
  await functions.hotReload("broken", build("throw new Error('at import');"));
  expect(await functions.invoke("broken")).toMatchObject({ error: "Unhandled", answer: { errorMessage: "at import" } });
  expect(await functions.invoke("broken")).toMatchObject({ error: "Unhandled", answer: { errorMessage: "at import" } });

  await functions.hotReload("broken", build("export const handler = async () => 'mended';"));

  expect((await functions.invoke("broken")).answer).toBe("mended");
});

test("a function whose folder is gone has its deployed code again after a start", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hot-state-"));
  const first = await startTestEndpoint({ state: { folder } });
  const here = new Functions(first.client, await makeRole(first.client, "kept-role"));
  const [gone, kept] = [
    build("export const handler = async () => 'gone';"),
    build("export const handler = async () => 'kept';"),
  ];
  for (const [name, place] of [
    ["gone", gone],
    ["kept", kept],
  ] as const) {
    await here.create(name, "export const handler = async () => 'deployed';");
    await here.hotReload(name, place);
  }
  await first.stop();
  rmSync(gone, { recursive: true });

  const second = await startTestEndpoint({ state: { folder } });
  try {
    const there = new Functions(second.client, "");
    expect((await there.invoke("gone")).answer).toBe("deployed");
    expect((await there.invoke("kept")).answer).toBe("kept");
  } finally {
    await second.stop();
    rmSync(folder, { recursive: true });
  }
});

test("a spare ends with its endpoint", async () => {
  const mark = join(root, "pid-of-spare");
  const other = await startTestEndpoint();
  const here = new Functions(other.client, await makeRole(other.client, "ending-role"));
  await here.create("ending", "export const handler = async () => 0;");
  const preload = `(await import("node:fs")).writeFileSync(${JSON.stringify(mark)}, String(process.pid));`;
  await beginWork(here, "ending");
  await here.hotReload("ending", build("export const handler = async () => 1;", preload));
  await expect.poll(() => existsSync(mark) && readFileSync(mark, "utf8"), { timeout: 10_000 }).toMatch(/^\d+$/);

  await other.stop();

  expect(processStart(Number(readFileSync(mark, "utf8")))).toBeUndefined();
});

test("packages that end the process are tried once for each environment ahead of the code, and not again and again", async () => {
  await using other = await startTestEndpoint();
  const here = new Functions(other.client, await makeRole(other.client, "deadly-role"));
  const environments = () => readdirSync(join(other.state.folder, "environments")).length;
  const mark = join(root, "tries");
  const preload = `(await import("node:fs")).appendFileSync(${JSON.stringify(mark)}, "x"); process.exit(1);`;
  await here.create("deadly", "export const handler = async () => 0;");
  await beginWork(here, "deadly");
  await here.hotReload("deadly", build("export const handler = async () => 'first';", preload));
  expect((await here.invoke("deadly")).answer).toBe("first");
  await expect.poll(() => existsSync(mark) && readFileSync(mark, "utf8"), { timeout: 10_000 }).toBe("x");
  // It has written its mark before it ends. Once its folder is gone its end has been noticed, too.
  await expect.poll(environments, { timeout: 10_000 }).toBe(1);

  await here.hotReload("deadly", build("export const handler = async () => 'second';", preload));

  expect((await here.invoke("deadly")).answer).toBe("second");
  // One more would have been begun before this one.
  const { preload: harmless, ready } = preloadOf("node:os");
  await here.create("living", "export const handler = async () => 0;");
  await beginWork(here, "living");
  await here.hotReload("living", build("export const handler = async () => 1;", harmless));
  await ready();
  await expect.poll(environments, { timeout: 10_000 }).toBe(3);
  expect(readFileSync(mark, "utf8")).toBe("xx");
});

test("preload: false makes spares that have imported nothing", async () => {
  const mark = join(root, "imported");
  await using other = await startTestEndpoint({ settings: { preload: false } });
  const here = new Functions(other.client, await makeRole(other.client, "bare-role"));
  await here.create("bare", "export const handler = async () => 0;");
  const preload = `(await import("node:fs")).writeFileSync(${JSON.stringify(mark)}, "");`;
  await beginWork(here, "bare");
  await here.hotReload("bare", build("export const handler = async () => 1;", preload));
  const spares = () => other.state.sql("SELECT count(*) AS processes FROM lambda_process").get()?.["processes"];
  await expect.poll(spares, { timeout: 10_000 }).toBe(2);

  await here.hotReload("bare", build("export const handler = async () => 2;", preload));

  expect((await here.invoke("bare")).answer).toBe(2);
  expect(existsSync(mark)).toBe(false);
});

test("events of the last time wait for the sources, where a watch is to bring them", async () => {
  const folder = mkdtempSync(join(tmpdir(), "await-live-"));
  const told = join(root, "told");
  const telling = (what: string): string =>
    `import { writeFileSync } from "node:fs"; export const handler = async () => writeFileSync(${JSON.stringify(told)}, "${what}");`;
  const first = await startTestEndpoint({ state: { folder } });
  const here = new Functions(first.client, await makeRole(first.client, "waiting-role"));
  await here.create("waiting", telling("deployed"));
  // The event stands in the state, and nobody has run it.
  first.bus.dispatch({ type: "sourceChanged", functions: ["waiting"], files: [] });
  await here.invoke("waiting", {}, { InvocationType: "Event" });
  await first.stop();

  const second = await startTestEndpoint({ state: { folder }, settings: { awaitLive: true } });
  try {
    const there = new Functions(second.client, "");
    // A synchronous invocation takes its turn after whatever the queue would have begun.
    expect((await there.invoke("waiting")).error).toBeUndefined();
    writeFileSync(told, "nobody");
    await there.hotReload("waiting", build(telling("sources")));
    second.bus.dispatch({
      type: "live",
      functions: ["waiting"],
      reloaded: ["waiting"],
      among: 1,
      what: "bundle",
      files: [],
      ms: 1,
      changes: [],
    });
    await expect.poll(() => readFileSync(told, "utf8"), { timeout: 10_000 }).toBe("sources");
  } finally {
    await second.stop();
    rmSync(folder, { recursive: true });
  }
});
