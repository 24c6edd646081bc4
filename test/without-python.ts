import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

// Runs the tests as on a machine without Python: `npm run test:without-python`. Every program of the PATH is there but
// those of Python, so that the tests of Python functions skip themselves and all others have to pass.
const bin = mkdtempSync(join(tmpdir(), "doppelface-path-"));
for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
  if (!existsSync(folder)) continue;
  for (const name of readdirSync(folder)) {
    if (/^(python|pip|pyenv|pypy)/.test(name) || existsSync(join(bin, name))) continue;
    symlinkSync(join(folder, name), join(bin, name));
  }
}
const args = ["node_modules/vitest/vitest.mjs", "run", "--config", "test/vitest.config.ts", "--project", "default"];
const { status } = spawnSync(process.execPath, [...args, ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { ...process.env, PATH: bin },
});
rmSync(bin, { recursive: true });
process.exitCode = status ?? 1;
