import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll } from "vitest";

/** Makes a folder that a function sees, too: not below `/tmp`, of which it has its own. It is gone after the tests. */
export function sharedFolder(): string {
  const folder = mkdtempSync(join("/var/tmp", "doppelface-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
