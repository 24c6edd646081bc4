import { signal } from "@preact/signals";
import type { UploadSummary } from "../wire/wire.ts";
import { several } from "./format.ts";
import { onMessage } from "./live.ts";
import { outcomeOf } from "./outcome.ts";

/** Milliseconds in which what ends is said together: a burst is one sentence. */
const GATHER_MS = 1_000;
/** Outcomes that are remembered as said. */
const MOST_SAID = 500;

const text = signal("");
const ended = new Map<string, UploadSummary>();
const said = new Set<string>();
let timer: number | undefined;

/** Tells a screen reader of pictures that have come to their end. */
export function Announcer() {
  return (
    <p class="unseen" role="log" aria-live="polite" aria-label="Uploads that have ended">
      {text.value}
    </p>
  );
}

onMessage((message) => {
  if (message.type !== "upload") return;
  const { upload } = message;
  if (upload.status !== "finished" && upload.status !== "failed") return;
  ended.set(upload.id, upload);
  timer ??= setTimeout(sayEnded, GATHER_MS);
});

function sayEnded(): void {
  timer = undefined;
  const fresh = [...ended.values()].filter((upload) => !said.has(keyOf(upload)));
  ended.clear();
  for (const upload of fresh) said.add(keyOf(upload));
  for (const oldest of said) {
    if (said.size <= MOST_SAID) break;
    said.delete(oldest);
  }
  const [only] = fresh;
  if (only !== undefined) text.value = fresh.length === 1 ? sentence(only) : summary(fresh);
}

/** What comes later of the same upload, such as another row, is said where it is another outcome. */
function keyOf(upload: UploadSummary): string {
  return `${upload.id} ${outcomeOf(upload).text}`;
}

function sentence(upload: UploadSummary): string {
  return `${upload.object?.key ?? upload.functionName ?? "An event"}: ${outcomeOf(upload).text}`;
}

function summary(uploads: readonly UploadSummary[]): string {
  const failed = uploads.filter(({ status }) => status === "failed").length;
  return `${several(uploads.length - failed, "upload")} finished${failed === 0 ? "" : `, ${failed} failed`}`;
}
