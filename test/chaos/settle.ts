import { setTimeout as sleep } from "node:timers/promises";
import { redriveQueue } from "../../dev/pipeline/redrive.ts";
import { survey } from "../../dev/pipeline/reconcile/survey.ts";
import type { Resources } from "../../dev/pipeline/resources.ts";
import type { Clients } from "../../dev/testing/clients.ts";
import { findDefects } from "./find-defects.ts";

/** After which what does not agree is taken to never do, in milliseconds: long, for machines that have other work. */
const PATIENCE_MS = 90_000;

/**
 * Waits until bucket, tables and collection agree, twice in a row; events that failed for good, as one whose function
 * was killed three times, are sent again. Resolves with what does not agree even so.
 */
export async function settle(clients: Clients, resources: Resources, patienceMs = PATIENCE_MS): Promise<string[]> {
  const until = Date.now() + patienceMs;
  let agreed = 0;
  for (let looks = 1; ; looks++) {
    const defects = findDefects(await survey(clients, resources));
    agreed = defects.length === 0 ? agreed + 1 : 0;
    if (agreed === 2 || (defects.length > 0 && Date.now() > until)) return defects;
    if (looks % 10 === 0) {
      const target = { queueName: resources.queue, functionName: resources.functionName };
      await redriveQueue(clients, target, { max: 1000, onMessage: () => undefined });
    }
    await sleep(agreed > 0 ? 100 : 300);
  }
}
