import { fork, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { processStart } from "../../../../dev/endpoint/services/lambda/execution/process-info.ts";
import { clientConfig, startTestEndpoint } from "../../../support/endpoint.ts";
import { Functions, makeRole } from "./support.ts";

const HOST = fileURLToPath(new URL("host-process.ts", import.meta.url));

test("nothing runs on when the endpoint is killed: neither a frozen environment nor a busy one", async () => {
  const folder = mkdtempSync(join(tmpdir(), "leftovers-"));
  const host = fork(HOST, [folder], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  try {
    const url = await new Promise<string>((resolve) => host.once("message", (url: string) => resolve(url)));
    const functions = new Functions(clientConfig(url), await makeRole(clientConfig(url), "leftover-role"));
    await functions.create("sitter", "export const handler = async () => process.pid;");
    await functions.create(
      "holder",
      `import { writeFileSync } from "node:fs";
       export const handler = async ({ mark }) => {
         writeFileSync(mark, String(process.pid));
         for (;;);
       };`,
      { Timeout: 60 },
    );
    const frozen = Number((await functions.invoke("sitter")).answer);
    const mark = join(folder, "mark");
    const cut = functions.invoke("holder", { mark }).catch(() => "cut off");
    await expect.poll(() => existsSync(mark) && readFileSync(mark, "utf8")).toMatch(/^\d+$/);
    const busy = Number(readFileSync(mark, "utf8"));
    expect([isAlive(frozen), isAlive(busy)]).toEqual([true, true]);

    host.kill("SIGKILL");

    await expect.poll(() => [isAlive(frozen), isAlive(busy)], { timeout: 10_000 }).toEqual([false, false]);
    expect(await cut).toBe("cut off");
  } finally {
    host.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a start ends what the state file has of a killed endpoint, and leaves a pid that is another process by now", async () => {
  const folder = mkdtempSync(join(tmpdir(), "stale-"));
  const stale = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" });
  const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" });
  try {
    const stalePid = stale.pid ?? 0;
    const otherPid = other.pid ?? 0;
    const first = await startTestEndpoint({ state: { folder } });
    await first.state.write(() => {
      const insert = first.state.sql("INSERT INTO lambda_process VALUES (?, ?)");
      insert.run(stalePid, processStart(stalePid) ?? "");
      insert.run(otherPid, "another start");
    });
    await first.stop();
    process.kill(stalePid, "SIGSTOP");

    const second = await startTestEndpoint({ state: { folder } });

    await expect.poll(() => stale.signalCode).toBe("SIGKILL");
    expect(other.signalCode).toBeNull();
    expect(second.state.sql("SELECT * FROM lambda_process").all()).toEqual([]);
    await second.stop();
  } finally {
    stale.kill("SIGKILL");
    other.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
});

/** A zombie is not alive: its parent is gone, and init has yet to look. */
function isAlive(pid: number): boolean {
  return processStart(pid) !== undefined;
}
