import { accessSync, constants, existsSync } from "node:fs";
import { dirname } from "node:path";
import { lockHolder } from "../endpoint/state/lock.ts";
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
  const there = existsSync(folder);
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
  return { check, level: "ok", found: there ? `${folder}, held by nobody` : `${folder}, made by the first start` };
}

function firstExisting(folder: string): string {
  return existsSync(folder) ? folder : firstExisting(dirname(folder));
}
