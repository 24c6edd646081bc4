import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { interpreters } from "../../dev/python/interpreters.ts";
import { executableIn, isMade, makeVirtualEnvironment } from "../../dev/python/packages.ts";
import { hasPython } from "../support/python.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test.skipIf(!hasPython)("an environment whose Python was taken away is made anew", async () => {
  const folder = join(temporaryFolder(), "3.12.1-0123456789ab");
  await mkdir(join(folder, "bin"), { recursive: true });
  await symlink("/opt/a-python-that-was-removed/bin/python3", executableIn(folder));
  const [interpreter] = await interpreters();

  await makeVirtualEnvironment(folder, interpreter!, async () => {});

  expect(isMade(folder)).toBe(true);
});
