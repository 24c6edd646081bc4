import { signal } from "@preact/signals";
import { ago, dayAndTime } from "../format.ts";

const now = signal(Date.now());
setInterval(() => {
  if (!document.hidden) now.value = Date.now();
}, 5000);

/** How long ago something was, which grows by itself. @param at epoch milliseconds */
export function Ago({ at }: { readonly at: number }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={dayAndTime(at)}>
      {ago(at, Math.max(now.value, at))}
    </time>
  );
}
