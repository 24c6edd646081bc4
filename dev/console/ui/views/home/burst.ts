import { signal } from "@preact/signals";
import { onMessage } from "../../live.ts";

/** Uploads within a second of which the next one makes a burst. */
const AT_ONCE = 4;
const SECOND_MS = 1000;
/** Milliseconds without a further step of any upload after which a burst has rested. */
const REST_MS = 500;

/** Whether so many uploads arrive that their pictures wait: the environment is to work on them, not to show them. */
export const isBurst = signal(false);

const startedAt = new Map<string, number>();
let resting: number | undefined;

onMessage((message) => {
  if (message.type !== "upload") return;
  const now = performance.now();
  if (!startedAt.has(message.upload.id)) startedAt.set(message.upload.id, now);
  for (const [id, at] of startedAt) if (now - at > SECOND_MS) startedAt.delete(id);
  if (startedAt.size > AT_ONCE) isBurst.value = true;
  clearTimeout(resting);
  resting = setTimeout(() => (isBurst.value = false), REST_MS);
});
