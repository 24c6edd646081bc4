import { userCache } from "../config/process-environment.ts";
import { MINORS, interpreters, nearest } from "../python/interpreters.ts";
import { environmentFolder, isMade } from "../python/packages.ts";
import type { Finding } from "./finding.ts";

/** What a runtime of Lambda runs on here. */
export interface PythonRow {
  /** `python3.12` */
  readonly runtime: string;
  /** `Python 3.12.1` */
  readonly runsOn: string;
  /** Folder of its packages; undefined until they are installed. */
  readonly folder: string | undefined;
}

/** Which Python of this machine serves which runtime; empty where there is none. */
export async function pythonTable(cache: string): Promise<PythonRow[]> {
  const all = await interpreters();
  return MINORS.flatMap((minor) => {
    const one = nearest(all, minor);
    if (one === undefined) return [];
    const folder = environmentFolder(cache, one);
    return [
      { runtime: `python3.${minor}`, runsOn: `Python ${one.version}`, folder: isMade(folder) ? folder : undefined },
    ];
  });
}

/** Whether Python functions can run, and on what. */
export async function checkPython(): Promise<Finding> {
  const rows = await pythonTable(userCache());
  if (rows.length === 0) {
    return {
      check: "python",
      level: "note",
      found: "no Python 3.8 or newer on the PATH",
      advice: "Only Python functions need one: apt-get install python3 python3-venv, or brew install python.",
    };
  }
  const missing = rows.some(({ folder }) => folder === undefined);
  return {
    check: "python",
    level: "ok",
    found: rows.map(({ runtime, runsOn }) => `${runtime} on ${runsOn}`).join(", "),
    ...(missing ? { advice: "`doppelface python` installs what they import, or the first Python function does." } : {}),
  };
}
