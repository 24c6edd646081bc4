// Runs `node ARGUMENT…` on Node 24: on this one, or on the one that `npm ci` brought on Linux. npm 11 puts that one
// first on the PATH of every script; npm 10 does not (dev/docs/decisions/node-from-npm.md).
// Plain JavaScript, since an older Node has to read it.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname } from "node:path";
import { fileURLToPath } from "node:url";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const recent = major > 24 || (major === 24 && minor >= 2);

/**
 * Runs a script with arguments on Node 24 in a child process. Resolves with its exit code; with undefined where this
 * very process is recent enough and the caller can go on by itself.
 * @param {readonly string[]} args
 * @returns {Promise<number | undefined>}
 */
export async function onNode24(args) {
  if (recent) return undefined;
  const binary = fileURLToPath(
    new URL(`../node_modules/node-${process.platform}-${process.arch}/bin/node`, import.meta.url),
  );
  if (!existsSync(binary)) {
    // The package, in another project, brings none.
    const isRepository = existsSync(fileURLToPath(new URL("../infra", import.meta.url)));
    process.stderr.write(
      isRepository
        ? `doppelface: needs Node 24, this is ${process.version}. Run npm ci, which brings it on Linux; elsewhere: nvm install 24.\n`
        : `doppelface: needs Node 24.2 or newer, this is ${process.version}: nvm install 24.\n`,
    );
    return 1;
  }
  return run(binary, args);
}

/**
 * @param {string} binary
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
function run(binary, args) {
  const path = `${dirname(binary)}${delimiter}${process.env["PATH"] ?? ""}`;
  const child = spawn(binary, [...args], { stdio: "inherit", env: { ...process.env, PATH: path } });
  // Ctrl-C reaches the child by itself; both wait for it to end.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  process.exitCode = (await onNode24(args)) ?? (await run(process.execPath, args));
}
