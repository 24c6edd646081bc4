import { computed, effect, signal } from "@preact/signals";
import type { App, Counts, UploadSummary } from "../wire/wire.ts";
import { get, reasonOf } from "./api.ts";
import { connection, onMessage } from "./live.ts";

/** Uploads by their id, as far as they were asked for or told. */
const known = signal<ReadonlyMap<string, UploadSummary>>(new Map());

/** Uploads, newest first. */
export const uploads = computed(() => [...known.value.values()].toSorted((a, b) => b.at - a.at));

/** The app that runs; undefined until it was read. */
export const app = signal<App | undefined>(undefined);
export const counts = signal<Counts>({});
export const engine = signal<{ readonly name: string; readonly traces: boolean } | undefined>(undefined);
/** Why what the page begins with could not be read. */
export const trouble = signal<string | undefined>(undefined);

/** Something that the user is told for a while. */
export interface Toast {
  readonly id: number;
  readonly kind: "info" | "good" | "bad";
  readonly text: string;
}

export const toasts = signal<readonly Toast[]>([]);

/** Counts deploys and new starts: what was read of AWS before may be another now. */
export const revision = signal(0);

const TOAST_MS = 6000;
/** Uploads that are held: as many as traces are kept. */
const MOST_HELD = 1000;
const COUNT_AGAIN_MS = 1000;

let toastId = 0;
let start: string | undefined;
let isRefreshing = false;
let counting: number | undefined;

/** Tells the user something for some seconds, screen readers included. */
export function tell(text: string, kind: Toast["kind"] = "info"): void {
  const toast = { id: ++toastId, kind, text };
  toasts.value = [...toasts.value.slice(-3), toast];
  setTimeout(() => (toasts.value = toasts.value.filter(({ id }) => id !== toast.id)), TOAST_MS);
}

/** Takes uploads in, the newer account of one in the place of the older. */
function takeUploads(some: readonly UploadSummary[]): void {
  const next = new Map(known.value);
  for (const upload of some) next.set(upload.id, upload);
  for (const id of next.keys()) {
    if (next.size <= MOST_HELD) break;
    next.delete(id);
  }
  known.value = next;
}

/** Reads counts again, soon: many uploads are one reading. */
function countSoon(): void {
  counting ??= setTimeout(() => {
    counting = undefined;
    if (document.hidden) return;
    get<Counts>("counts").then(
      (found) => (counts.value = found),
      () => undefined,
    );
  }, COUNT_AGAIN_MS);
}

/** Reads what the page begins with. Rejects where it cannot be read, as uploads cannot on an engine without steps. */
async function read(): Promise<void> {
  const reading = get<App>("app");
  const listed = engine.value?.traces === false ? undefined : get<{ uploads: UploadSummary[] }>("uploads");
  takeUploads((await listed)?.uploads.toReversed() ?? []);
  app.value = await reading;
  trouble.value = undefined;
  countSoon();
}

/** Asked for at once, before the stream tells what the engine is; whether that worked. */
let early: Promise<boolean> | undefined = read().then(
  () => true,
  () => false,
);

async function refresh(): Promise<void> {
  const isThere = await early;
  early = undefined;
  if (isRefreshing || isThere === true) return;
  isRefreshing = true;
  try {
    await read();
  } catch (error) {
    trouble.value = reasonOf(error);
  } finally {
    isRefreshing = false;
  }
}

onMessage((message) => {
  switch (message.type) {
    case "hello":
      engine.value = { name: message.engine, traces: message.traces };
      if (start !== undefined && start !== message.start) {
        known.value = new Map();
        revision.value++;
        tell("The environment was started again.");
      }
      start = message.start;
      void refresh();
      break;
    case "upload":
      takeUploads([message.upload]);
      countSoon();
      break;
    case "deployed":
      revision.value++;
      void refresh();
      break;
    case "code":
      tell(CODE[message.state](message.text), message.state === "failed" ? "bad" : "info");
      break;
    case "notice":
      tell(message.text);
      break;
    case "changed":
      countSoon();
      break;
    case "logs":
      break;
  }
});

const CODE = {
  saved: (files: string) => `Saved: ${files}`,
  live: (name: string) => `${name} runs what was saved.`,
  failed: (text: string) => text,
};

effect(() => {
  if (connection.value === "lost") document.title = "(not connected) Doppelface";
});
document.addEventListener("visibilitychange", () => countSoon());
