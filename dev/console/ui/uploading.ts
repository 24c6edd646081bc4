import { get, post, reasonOf } from "./api.ts";
import { signal } from "@preact/signals";
import type { App } from "../wire/wire.ts";
import { app, tell } from "./store.ts";

/** Who takes what is dropped or pasted, in place of the bucket, and what is said meanwhile. */
export const targetOfDrops = signal<
  { readonly text: string; readonly take: (files: readonly File[]) => void } | undefined
>(undefined);

/** The bucket that a dropped picture goes to: the first one whose uploads a function hears of. */
export function targetBucket(): string | undefined {
  const { nodes = [], edges = [] } = app.value ?? {};
  const heard = edges.find(({ from, kind }) => kind === "event" && from.startsWith("bucket:"));
  return heard?.from.slice("bucket:".length) ?? nodes.find(({ kind }) => kind === "bucket")?.name;
}

/** Puts files into the bucket, under their names, one after the other. */
export async function uploadFiles(files: Iterable<File>): Promise<void> {
  // Whoever drops a picture at once may be ahead of it.
  app.value ??= await get<App>("app").catch(() => undefined);
  const bucket = targetBucket();
  if (bucket === undefined) {
    tell("No stack with a bucket is deployed: there is nowhere to put the picture.", "bad");
    return;
  }
  for (const file of files) {
    try {
      await post("put", file, `?${new URLSearchParams({ bucket, key: file.name }).toString()}`);
      tell(`${file.name} is in ${bucket}.`, "good");
    } catch (error) {
      tell(`${file.name}: ${reasonOf(error)}`, "bad");
    }
  }
}

/** Takes files that are dropped anywhere, or pasted. `over`: told whether something is held above the page. */
export function takeDrops(over: (isOver: boolean) => void): () => void {
  let depth = 0;
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") === true;
  const enter = (event: DragEvent): void => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth++;
    over(true);
  };
  const leave = (event: DragEvent): void => {
    if (!hasFiles(event)) return;
    depth = Math.max(0, depth - 1);
    over(depth > 0);
  };
  const hold = (event: DragEvent): void => {
    if (hasFiles(event)) event.preventDefault();
  };
  const drop = (event: DragEvent): void => {
    depth = 0;
    over(false);
    if (!hasFiles(event)) return;
    event.preventDefault();
    take([...(event.dataTransfer?.files ?? [])]);
  };
  const paste = (event: ClipboardEvent): void => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    take(files.map((file) => named(file)));
  };
  const listeners = { dragenter: enter, dragleave: leave, dragover: hold, drop, paste };
  for (const [type, listener] of Object.entries(listeners)) addEventListener(type, listener as EventListener);
  return () => {
    for (const [type, listener] of Object.entries(listeners)) removeEventListener(type, listener as EventListener);
  };
}

function take(files: readonly File[]): void {
  if (targetOfDrops.value === undefined) void uploadFiles(files);
  else targetOfDrops.value.take(files);
}

/** What comes from the clipboard is always called `image.png`. */
function named(file: File): File {
  if (!/^image\.\w+$/.test(file.name)) return file;
  const time = new Date().toISOString().slice(0, 19).replaceAll(/[:T]/g, "-");
  return new File([file], `pasted-${time}.${file.name.split(".").at(-1) ?? "png"}`, { type: file.type });
}
