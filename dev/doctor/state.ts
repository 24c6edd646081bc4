import { accessSync, constants, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DATABASE_FILE } from "../endpoint/state/layout.ts";
import { lockHolder } from "../endpoint/state/lock.ts";
import { SCHEMA_VERSION } from "../endpoint/state/state.ts";
import type { Finding } from "./finding.ts";

/** The state folder: who holds it, and whether it can be written. */
export function checkState(folder: string): Finding {
  const check = "state folder";
  const holder = lockHolder(folder);
  if (holder !== undefined) {
    return {
      check,
      level: "ok",
      found: `${folder}, held by process ${holder.pid} since ${holder.startedAt}, endpoint ${holder.endpoint ?? "not yet there"}`,
    };
  }
  try {
    accessSync(firstExisting(folder), constants.W_OK | constants.X_OK);
  } catch {
    return {
      check,
      level: "broken",
      found: `${folder} cannot be written`,
      advice: "Give this user the right to write there, or choose another folder with --state DIR.",
    };
  }
  const version = versionOf(folder);
  if (version !== undefined && version !== SCHEMA_VERSION) {
    const found = Number.isNaN(version)
      ? `${folder} holds a ${DATABASE_FILE} that is no database`
      : `${folder} has version ${version}, this Doppelface reads version ${SCHEMA_VERSION}`;
    const advice = "Choose another folder with --state DIR, delete it with `doppelface reset`, or start what wrote it.";
    return { check, level: "broken", found, advice };
  }
  return {
    check,
    level: "ok",
    found: existsSync(folder) ? `${folder}, held by nobody` : `${folder}, made by the first start`,
  };
}

/** Version of the tables; undefined where there are none, NaN where the file is no database. */
function versionOf(folder: string): number | undefined {
  const file = join(folder, DATABASE_FILE);
  if (!existsSync(file)) return undefined;
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
  } catch {
    return Number.NaN;
  } finally {
    database.close();
  }
}

function firstExisting(folder: string): string {
  return existsSync(folder) ? folder : firstExisting(dirname(folder));
}
