import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { SettingSource } from "../../dev/config/load.ts";
import type { Finding } from "../../dev/doctor/finding.ts";
import { checkState } from "../../dev/doctor/state.ts";
import { State } from "../../dev/endpoint/state/state.ts";
import { runCli } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "doctor-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function finding(stdout: string, check: string): Finding | undefined {
  return (JSON.parse(stdout) as { findings: Finding[] }).findings.find((each) => each.check === check);
}

test("what is needed works; each setting comes with its source", async () => {
  const state = join(folder, "fresh");
  const { status, stdout } = await runCli(["doctor", "--json", "--port", "0", "--state", state], {
    DOPPELFACE_RETRY_DELAY: "3",
    AWS_PROFILE: "of-my-own",
  });
  expect(status).toBe(0);
  expect(finding(stdout, "node")).toMatchObject({ level: "ok", found: expect.stringContaining("v24.") });
  expect(finding(stdout, "versions")).toMatchObject({ level: "ok", found: expect.stringContaining("aws-cdk-lib") });
  expect(finding(stdout, "face model")).toMatchObject({ level: "ok", found: expect.stringContaining("blazeface") });
  expect(finding(stdout, "state folder")).toMatchObject({ level: "ok", found: `${state}, made by the first start` });
  expect(finding(stdout, "AWS credentials")?.found).toMatch(/AWS_PROFILE.* and not used/);
  const { settings } = JSON.parse(stdout) as { settings: SettingSource[] };
  const sources = Object.fromEntries(settings.map(({ name, value, source }) => [name, [value, source]]));
  expect(sources).toMatchObject({
    port: [0, "--port"],
    retryDelay: [3, "DOPPELFACE_RETRY_DELAY"],
    iam: ["enforce", "default"],
    state: [state, "--state"],
  });
});

test("a port that another program uses is broken, and what to do is said", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as AddressInfo;
  const { status, stdout } = await runCli(["doctor", "--port", String(port), "--state", join(folder, "none")]);
  other.close();
  expect(status).toBe(1);
  expect(stdout).toMatch(new RegExp(`^broken +port +127\\.0\\.0\\.1:${port} cannot be listened on: EADDRINUSE$`, "m"));
  expect(stdout).toContain("choose another with --port N");
  expect(stdout).toContain("1 broken.");
});

test("a state folder tells who holds it", () => {
  const held = join(folder, "held");
  const state = State.open({ folder: held });
  state.publish("http://127.0.0.1:1234", "token");
  expect(checkState(held)).toMatchObject({
    level: "ok",
    found: expect.stringMatching(
      new RegExp(`^${held}, held by process ${process.pid} since .*, endpoint http://127.0.0.1:1234$`),
    ),
  });
  state.close();
  expect(checkState(held)).toMatchObject({ level: "ok", found: `${held}, held by nobody` });
});

test("a state folder of another version, or whose file is damaged, is broken", () => {
  const other = join(folder, "other");
  const state = State.open({ folder: other });
  state.sql("PRAGMA user_version=999").run();
  state.close();
  expect(checkState(other)).toMatchObject({
    level: "broken",
    found: expect.stringContaining("has version 999, this Doppelface reads version") as string,
    advice: expect.stringContaining("doppelface reset") as string,
  });
  writeFileSync(join(other, "state.sqlite"), "no database");
  expect(checkState(other)).toMatchObject({
    level: "broken",
    found: `${other} holds a state.sqlite that is no database`,
  });
});

test("a state folder that cannot be made is broken", () => {
  const file = join(folder, "a-file");
  writeFileSync(file, "");
  expect(checkState(join(file, "state"))).toMatchObject({
    level: "broken",
    advice: expect.stringContaining("--state"),
  });
});
