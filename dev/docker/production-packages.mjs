// Prints the folders of the packages that run, as the lockfile has them and this machine has them installed.
import { existsSync, readFileSync } from "node:fs";

/** @type {{ packages: Record<string, { dev?: boolean }> }} */
const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
const folders = Object.entries(packages)
  // What lies in another package's folder comes along with it.
  .filter(([folder, { dev }]) => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(folder) && dev !== true && existsSync(folder))
  .map(([folder]) => folder);
process.stdout.write(`${folders.join("\n")}\n`);
