import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { processStart } from "../../../../dev/endpoint/services/lambda/execution/process-info.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { sharedFolder } from "../../../support/shared-folder.ts";
import { HotReloadFolders, beginWork } from "./hot-reload-folders.ts";
import { Functions, makeRole } from "./support.ts";

// Code that is run in place, over starts and settings of endpoints.

const folders = new HotReloadFolders();
const shared = sharedFolder();

test("a function whose folder is gone has its deployed code again after a start", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hot-state-"));
  const first = await startTestEndpoint({ state: { folder } });
  const here = new Functions(first.client, await makeRole(first.client, "kept-role"));
  const [gone, kept] = [
    folders.build("export const handler = async () => 'gone';"),
    folders.build("export const handler = async () => 'kept';"),
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
  const mark = join(folders.root, "pid-of-spare");
  const other = await startTestEndpoint();
  const here = new Functions(other.client, await makeRole(other.client, "ending-role"));
  await here.create("ending", "export const handler = async () => 0;");
  const preload = `(await import("node:fs")).writeFileSync(${JSON.stringify(mark)}, String(process.pid));`;
  await beginWork(here, "ending");
  await here.hotReload("ending", folders.build("export const handler = async () => 1;", preload));
  await expect.poll(() => existsSync(mark) && readFileSync(mark, "utf8"), { timeout: 10_000 }).toMatch(/^\d+$/);

  await other.stop();

  expect(processStart(Number(readFileSync(mark, "utf8")))).toBeUndefined();
});

test("packages that end the process are tried once for each environment ahead of the code, and not again and again", async () => {
  await using other = await startTestEndpoint();
  const here = new Functions(other.client, await makeRole(other.client, "deadly-role"));
  const environments = () => readdirSync(join(other.state.folder, "environments")).length;
  const mark = join(folders.root, "tries");
  const preload = `(await import("node:fs")).appendFileSync(${JSON.stringify(mark)}, "x"); process.exit(1);`;
  await here.create("deadly", "export const handler = async () => 0;");
  await beginWork(here, "deadly");
  await here.hotReload("deadly", folders.build("export const handler = async () => 'first';", preload));
  expect((await here.invoke("deadly")).answer).toBe("first");
  await expect.poll(() => existsSync(mark) && readFileSync(mark, "utf8"), { timeout: 10_000 }).toBe("x");
  // It has written its mark before it ends. Once its folder is gone its end has been noticed, too.
  await expect.poll(environments, { timeout: 10_000 }).toBe(1);

  await here.hotReload("deadly", folders.build("export const handler = async () => 'second';", preload));

  expect((await here.invoke("deadly")).answer).toBe("second");
  // One more would have been begun before this one.
  const { preload: harmless, ready } = folders.preloadOf("node:os");
  await here.create("living", "export const handler = async () => 0;");
  await beginWork(here, "living");
  await here.hotReload("living", folders.build("export const handler = async () => 1;", harmless));
  await ready();
  await expect.poll(environments, { timeout: 10_000 }).toBe(3);
  expect(readFileSync(mark, "utf8")).toBe("xx");
});

test("preload: false makes spares that have imported nothing", async () => {
  const mark = join(folders.root, "imported");
  await using other = await startTestEndpoint({ settings: { preload: false } });
  const here = new Functions(other.client, await makeRole(other.client, "bare-role"));
  await here.create("bare", "export const handler = async () => 0;");
  const preload = `(await import("node:fs")).writeFileSync(${JSON.stringify(mark)}, "");`;
  await beginWork(here, "bare");
  await here.hotReload("bare", folders.build("export const handler = async () => 1;", preload));
  const spares = () => other.state.sql("SELECT count(*) AS processes FROM lambda_process").get()?.["processes"];
  await expect.poll(spares, { timeout: 10_000 }).toBe(2);

  await here.hotReload("bare", folders.build("export const handler = async () => 2;", preload));

  expect((await here.invoke("bare")).answer).toBe(2);
  expect(existsSync(mark)).toBe(false);
});

test("events of the last time wait for the sources, where a watch is to bring them", async () => {
  const folder = mkdtempSync(join(tmpdir(), "await-live-"));
  const told = join(shared, "told");
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
    await there.hotReload("waiting", folders.build(telling("sources")));
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
