import { START } from "../config/start-command.ts";
import * as v from "valibot";
import type { Settings } from "../config/settings.ts";
import { EXPORTED_PARTS } from "../endpoint/services/exported-parts.ts";
import { type Exported, exportState } from "../endpoint/state/export.ts";
import { type ControlAddress, askEndpoint } from "./control-client.ts";
import { DATABASE_FILE, entriesOf } from "../endpoint/state/layout.ts";
import { StateLock } from "../endpoint/state/lock.ts";

const Answer = v.object({ folder: v.string(), files: v.number(), bytes: v.number() });

/**
 * Exports the state of the environment at `running`, which makes the copy itself, since it holds the state; without
 * one that of the state folder.
 * @param target absolute
 */
export async function exportFrom(
  settings: Pick<Settings, "state" | "durability">,
  running: ControlAddress | undefined,
  target: string,
): Promise<Exported> {
  if (running !== undefined) return exportRunning(running, target);
  const { state: folder, durability } = settings;
  if (!entriesOf(folder).includes(DATABASE_FILE)) {
    throw new Error(`There is no state in ${folder}. Start an environment with \`${START}\`, or name one by --state.`);
  }
  const lock = StateLock.take(folder);
  try {
    return await exportState({ folder, durability, mended: false }, target, EXPORTED_PARTS);
  } finally {
    lock.release();
  }
}

async function exportRunning(at: ControlAddress, folder: string): Promise<Exported> {
  return askEndpoint(
    at,
    { method: "POST", path: "/export", body: { folder }, otherwise: "Nothing is exported" },
    Answer,
  );
}
