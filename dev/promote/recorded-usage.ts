import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as v from "valibot";
import type { Settings } from "../config/settings.ts";
import { RoleUsageStore } from "../endpoint/services/iam/role-usage-store.ts";
import { IamStore } from "../endpoint/services/iam/store.ts";
import { RoleReport, reportRoles } from "../endpoint/services/iam/usage-report.ts";
import { DATABASE_FILE, entriesOf } from "../endpoint/state/layout.ts";
import { StateLock } from "../endpoint/state/lock.ts";
import { askEndpoint } from "../engine/control-client.ts";

/**
 * What functions did under their roles: from the environment at `endpoint`, or without one from what the last
 * environment of the state folder has left. Undefined where there has been none.
 */
export async function recordedUsage(
  { state: folder }: Pick<Settings, "state">,
  endpoint: string | undefined,
): Promise<RoleReport[] | undefined> {
  if (endpoint !== undefined) {
    const call = { path: "/iam", otherwise: "What functions did under their roles is not recorded" };
    return (await askEndpoint({ endpoint }, call, v.object({ roles: v.array(RoleReport) }))).roles;
  }
  if (!entriesOf(folder).includes(DATABASE_FILE)) return undefined;
  const lock = StateLock.take(folder);
  try {
    return readUsage(join(folder, DATABASE_FILE));
  } finally {
    lock.release();
  }
}

/** Reads only: to open the state as an environment does would fix it and note that it was open. */
function readUsage(file: string): RoleReport[] | undefined {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'iam_usage'").get();
    if (tables === undefined) return undefined;
    const state = {
      define: () => undefined,
      sql: (text: string) => database.prepare(text),
      read: async <Result>(work: () => Result) => work(),
      write: () => Promise.reject(new Error("The state is read only here.")),
    };
    const usage = new RoleUsageStore(state);
    return reportRoles(new IamStore(state), usage.usage(), usage.runs());
  } finally {
    database.close();
  }
}
