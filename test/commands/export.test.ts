import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { PROJECT } from "../../dev/config/project.ts";
import { startTestEndpoint } from "../support/endpoint.ts";

const folder = mkdtempSync(join(tmpdir(), "doppelface-commands-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command, without a terminal, while the endpoint of this process answers it. */
function doppelface(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(PROJECT, "dev/cli.mjs"), ...args], (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

test("export, reset and import, with an environment and without", async () => {
  const state = join(folder, "state");
  const copy = join(folder, "copy");
  const endpoint = await startTestEndpoint({ state: { folder: state } });
  const exported = await doppelface("export", copy, "--state", state, "--json");
  expect(JSON.parse(exported.stdout)).toMatchObject({ exported: { folder: copy, files: 1 } });
  for (const command of [
    ["reset", "--yes"],
    ["import", copy],
  ]) {
    const refused = await doppelface(...command, "--state", state);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`in use by process ${process.pid}, whose endpoint is ${endpoint.url}`);
  }
  await endpoint.stop();

  const asked = await doppelface("reset", "--state", state);
  expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining("--yes")]);
  expect(readdirSync(state)).toContain("state.sqlite");
  expect(await doppelface("reset", "--yes", "--state", state)).toMatchObject({
    code: 0,
    stdout: `${state} is empty.\n`,
  });
  expect(readdirSync(state)).toEqual(["lock.sqlite"]);
  expect(await doppelface("export", join(folder, "none"), "--state", state)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("There is no state in"),
  });
  expect(await doppelface("import", copy, "--state", state)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`into ${state}`),
  });
  const again = await startTestEndpoint({ state: { folder: state } });
  await again.stop();
  expect((await doppelface("import")).code).toBe(2);
  expect((await doppelface("export", join(folder, "second"), "--state", state)).code).toBe(0);
});
