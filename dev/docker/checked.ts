import { accessSync, constants, existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";

// `node checked.ts [--same FILE]… [--reads PATH]… [--writes PATH]… -- ARGUMENT…`: what docker-compose.yml runs. It is
// `doppelface ARGUMENT…`, once what was mounted proves to be the right folder and this container's user's to use.
const own = process.argv.slice(2, process.argv.indexOf("--"));
const { values } = parseArgs({
  args: own,
  options: {
    same: { type: "string", multiple: true, default: [] },
    reads: { type: "string", multiple: true, default: [] },
    writes: { type: "string", multiple: true, default: [] },
  },
});
const problem =
  whyNotSame(values.same) ??
  firstOf(values.reads, (path) => whyNotUsed(path, "read")) ??
  firstOf(values.writes, (path) => whyNotUsed(path, "written"));
if (problem === undefined) {
  process.argv.splice(2, own.length + 1);
  await import(new URL("../cli.mjs", import.meta.url).href);
} else {
  process.stderr.write(`error ${problem}\n`);
  process.exitCode = 2;
}

/** Two mounts of the same file have its device and number. */
function whyNotSame([here, there]: readonly string[]): string | undefined {
  if (here === undefined || there === undefined) return undefined;
  const [a, b] = [statSync(here), statSync(there)];
  if (a.dev === b.dev && a.ino === b.ino) return undefined;
  return `docker compose was started in ${dirname(here)}, and its file lies in another folder. cd to the folder of docker-compose.yml, and start it there.`;
}

function whyNotUsed(path: string, use: "read" | "written"): string | undefined {
  // What is not there yet is made in the folder above it.
  let there = path;
  while (!existsSync(there)) there = dirname(there);
  const inside = statSync(there).isDirectory() && isUsable(there, use) ? readdirSync(there) : [];
  const wrong = [there, ...inside.map((name) => join(there, name))].find((candidate) => !isUsable(candidate, use));
  if (wrong === undefined) return undefined;
  const { uid, gid } = statSync(wrong);
  return (
    `${wrong} cannot be ${use} by user ${process.getuid?.()}, as whom this container runs: it belongs to user ${uid}. ` +
    (wrong === "/state" || wrong.startsWith("/state/")
      ? `It is in the volume of Rekognition's state: go on as before (export DOPPELFACE_USER=${uid}:${gid}), or begin with an empty one (docker compose down -v).`
      : "If that is you: export DOPPELFACE_USER=$(id -u):$(id -g), and docker compose up --wait again.")
  );
}

function isUsable(path: string, use: "read" | "written"): boolean {
  const folder = statSync(path).isDirectory() ? constants.X_OK : 0;
  try {
    accessSync(path, (use === "read" ? constants.R_OK : constants.R_OK | constants.W_OK) | folder);
    return true;
  } catch {
    return false;
  }
}

function firstOf<Item>(items: readonly Item[], find: (item: Item) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
