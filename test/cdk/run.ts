import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

// Runs the suite of the cdk CLIs: `npm run test:cdk`. Where the machine lets a user have a network of his own
// (Linux: unshare, ip) that is one with a loopback alone, so that no name is resolved and nothing outside is reached.
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const VITEST = ["node_modules/vitest/vitest.mjs", "run", "--config", "test/vitest.config.ts", "--project", "cdk"];
const LOOPBACK_ALONE = ["--map-root-user", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"];

const tried = spawnSync("unshare", [...LOOPBACK_ALONE, "true"], { encoding: "utf8" });
const alone = tried.status === 0;
const why = tried.error?.message ?? tried.stderr.trim();
process.stderr.write(
  alone ? "In a network with a loopback alone.\n" : `In this machine's network, proxies led into nothing: ${why}\n`,
);
const command = [process.execPath, ...VITEST, ...process.argv.slice(2)];
const [program = "", ...args] = alone ? ["unshare", ...LOOPBACK_ALONE, ...command] : command;
const child = spawn(program, args, {
  cwd: ROOT,
  stdio: "inherit",
  env: { ...process.env, DOPPELFACE_TEST_LOOPBACK: String(alone) },
});
child.once("error", (error) => {
  throw error;
});
child.once("exit", (code) => (process.exitCode = code ?? 1));
