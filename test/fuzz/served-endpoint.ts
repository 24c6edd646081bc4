/* The endpoint that is fuzzed, in a process of its own: a crash or an endless loop ends or stops it and not the fuzzer. */
import * as v from "valibot";
import { startTestEndpoint } from "../support/endpoint.ts";

/** What this process tells its parent. */
export type FromEndpoint =
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "notice"; readonly message: string }
  | { readonly kind: "memory"; readonly rss: number };

const Request = v.object({ kind: v.literal("memory") });

function tell(message: FromEndpoint): void {
  process.send?.(message);
}

const endpoint = await startTestEndpoint();
endpoint.bus.on("notice", ({ message }) => tell({ kind: "notice", message }));
process.on("message", (message) => {
  if (v.is(Request, message)) tell({ kind: "memory", rss: process.memoryUsage.rss() });
});
process.once("SIGTERM", () => {
  void endpoint.stop().then(() => process.exit(0));
});
process.once("disconnect", () => {
  void endpoint.stop().then(() => process.exit(0));
});
tell({ kind: "url", url: endpoint.url });
