import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Pool } from "../../../../dev/endpoint/services/lambda/execution/pool.ts";
import { ProcessTable } from "../../../../dev/endpoint/services/lambda/execution/process-table.ts";
import { FunctionStore } from "../../../../dev/endpoint/services/lambda/store.ts";
import type { Host } from "../../../../dev/endpoint/service.ts";
import { S3_SERVICE } from "../../../../dev/endpoint/services/s3/definition.ts";
import { servicesWith } from "../../../../dev/endpoint/services/services.ts";
import { changed } from "../../../support/changed-service.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { Functions, makeRole } from "./support.ts";

const MINUTE = 60_000;
const root = mkdtempSync(join(tmpdir(), "readiness-"));
const spareMark = join(root, "spare");
let host: Host;
let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let functions: Functions;

beforeAll(async () => {
  const services = servicesWith(
    changed(S3_SERVICE, (_service, given) => {
      host = given;
      return {};
    }),
  );
  endpoint = await startTestEndpoint({ services });
  functions = new Functions(endpoint.client, await makeRole(endpoint.client, "readiness-role"));
  writeFileSync(join(root, "index.mjs"), "export const handler = async () => performance.timeOrigin;");
  writeFileSync(
    join(root, "preload.mjs"),
    `(await import("node:fs")).writeFileSync(${JSON.stringify(spareMark)}, "");`,
  );
});
afterAll(async () => {
  await endpoint.stop();
  rmSync(root, { recursive: true, force: true });
});

let others = 0;

/** Passes the time that a process needs to boot. */
async function bootAnother(): Promise<void> {
  const name = `other-${++others}`;
  await functions.create(name, "export const handler = async () => 1;");
  await functions.invoke(name);
}

/** Processes of environments and spares, as the state has them. */
function processes(): unknown {
  return host.state.sql("SELECT count(*) AS processes FROM lambda_process").get()?.["processes"];
}

test("nothing boots for a function that nobody works on, before its first event, and no spare with it", async () => {
  await functions.create("unused", "export const handler = async () => 0;");
  await functions.hotReload("unused", root);
  await bootAnother();
  const before = Date.now();

  const { answer: bootedAt } = await functions.invoke("unused");

  expect(bootedAt).toBeGreaterThanOrEqual(before - 1);
  await bootAnother();
  expect(existsSync(spareMark)).toBe(false);
});

test("a save boots the function ahead of its event, and a spare for the next save; both go after minutes without use", async () => {
  await functions.create("edited", "export const handler = async () => 0;");
  await functions.hotReload("edited", root);
  const record = new FunctionStore(host.state).hotReloaded().find(({ name }) => name === "edited");
  const before = processes();
  const parts = {
    host,
    processes: new ProcessTable(host),
    tellOnce: () => undefined,
    copied: new Map(),
    debuggers: undefined,
  };
  const pool: Pool = new Pool(
    parts,
    () => [pool],
    () => undefined,
  );
  pool.hold();
  pool.retire(record);
  pool.resume();
  await expect.poll(processes, { timeout: 10_000 }).toBe(Number(before) + 2);
  await expect.poll(() => existsSync(spareMark), { timeout: 10_000 }).toBe(true);

  pool.reapIdle(Date.now() + 4 * MINUTE);
  expect(processes()).toBe(Number(before) + 2);
  pool.reapIdle(Date.now() + 6 * MINUTE);

  await expect.poll(processes, { timeout: 10_000 }).toBe(before);
  await pool.stop();
});
