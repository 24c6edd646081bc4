import { createHash } from "node:crypto";
import { join } from "node:path";
import { interpreters, nearest } from "./interpreters.ts";
import { NoPythonPackages, executableIn, isMade, makeVirtualEnvironment, pipInstall } from "./packages.ts";
import { noteUse } from "./unused.ts";

/** Minor version that tools written in Python run on where it is there. */
const PREFERRED = 12;

/**
 * A Python that has packages, in a virtual environment of their own, made once. Resolves with the path of the
 * interpreter. Throws NoPythonPackages where there is no Python, or no network to install from.
 * @param cache absolute folder of the user's cache
 * @param name of the tool
 * @param packages as pip takes them, with their versions
 */
export async function pythonWith(cache: string, name: string, packages: readonly string[]): Promise<string> {
  const interpreter = nearest(await interpreters(), PREFERRED);
  if (interpreter === undefined) {
    throw new NoPythonPackages(
      `There is no Python 3 on the PATH, which ${packages.join(", ")} needs. Install it with its module venv: ` +
        "apt-get install python3 python3-venv, or brew install python.",
    );
  }
  const digest = createHash("sha256").update(JSON.stringify(packages)).digest("hex").slice(0, 12);
  const folder = join(cache, name, `${interpreter.version}-${digest}`);
  if (isMade(folder)) await noteUse(folder);
  else {
    await makeVirtualEnvironment(folder, interpreter, (python) => pipInstall(python, packages, interpreter));
  }
  return executableIn(folder);
}
