import * as v from "valibot";
import type { Settings } from "../config/settings.ts";
import { EXPORTED_PARTS } from "../endpoint/services/exported-parts.ts";
import { type Exported, exportState } from "../endpoint/state/export.ts";
import { DATABASE_FILE, entriesOf } from "../endpoint/state/layout.ts";
import { StateLock } from "../endpoint/state/lock.ts";

const Answer = v.union([
  v.object({ folder: v.string(), files: v.number(), bytes: v.number() }),
  v.object({ error: v.string() }),
]);

/**
 * Exports the state of the environment at `endpoint`, which makes the copy itself, since it holds the state; without
 * one that of the state folder.
 * @param target absolute
 */
export async function exportFrom(
  settings: Pick<Settings, "state" | "durability">,
  endpoint: string | undefined,
  target: string,
): Promise<Exported> {
  if (endpoint !== undefined) return exportRunning(endpoint, target);
  const { state: folder, durability } = settings;
  if (!entriesOf(folder).includes(DATABASE_FILE)) {
    throw new Error(
      `There is no state in ${folder}. Start an environment with \`npm run dev\`, or name one by --state.`,
    );
  }
  const lock = StateLock.take(folder);
  try {
    return await exportState({ folder, durability, mended: false }, target, EXPORTED_PARTS);
  } finally {
    lock.release();
  }
}

async function exportRunning(endpoint: string, folder: string): Promise<Exported> {
  const response = await fetch(new URL("/_doppelface/export", endpoint), {
    method: "POST",
    body: JSON.stringify({ folder }),
  });
  const answer = v.safeParse(Answer, await response.json().catch(() => undefined));
  if (!answer.success) throw new Error(`${endpoint} is no endpoint of Doppelface's embedded engine: it cannot export.`);
  if ("error" in answer.output) throw new Error(answer.output.error);
  return answer.output;
}
