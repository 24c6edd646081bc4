import { type Control, ControlError, jsonAnswer } from "./control.ts";
import { buildOutcome } from "../../trace/outcome.ts";
import { buildTrace } from "../../trace/build-trace.ts";
import type { StoredTrace, TraceStore } from "../../trace/store.ts";

const MOST_LISTED = 100;

/** Adds the routes of `doppelface trace`, and the one that says what an upload came to. An id may be cut short, or be `last`. */
export function serveTraces(control: Control, store: TraceStore): void {
  const find = async (id = ""): Promise<StoredTrace> => {
    const trace = id === "last" ? (await store.list(1))[0] : await store.find(id);
    if (trace !== undefined) return trace;
    throw new ControlError(
      404,
      id === "last"
        ? "There is no trace yet: upload a picture."
        : `There is no trace ${id}, or several begin so. The last ones are kept; \`doppelface trace\` lists them.`,
    );
  };
  control.on("GET", "/traces", async ({ query }) => {
    const limit = Math.min(Math.max(1, Math.trunc(Number(query.get("limit")) || 20)), MOST_LISTED);
    return jsonAnswer({ traces: (await store.list(limit)).map(buildTrace) });
  });
  control.on("GET", "/traces/:id", async ({ params }) => jsonAnswer(buildTrace(await find(params["id"]))));
  control.on("GET", "/outcome", async ({ query }) => {
    const [bucket, key, version] = ["bucket", "key", "version"].map((name) => query.get(name) ?? "");
    const trace = await store.findUpload({ bucket: bucket ?? "", key: key ?? "", version: version || "null" });
    return jsonAnswer({ outcome: trace === undefined ? null : buildOutcome(trace.id, trace.steps) });
  });
  control.on("GET", "/traces/:id/event", async ({ params }) => {
    const { id, steps, payload } = await find(params["id"]);
    const invoked = steps.find(({ event }) => event.type === "invoked")?.event;
    if (payload === undefined || invoked?.type !== "invoked") {
      throw new ControlError(
        409,
        `The event of trace ${id} was not kept: no function was invoked, or it is too large.`,
      );
    }
    return jsonAnswer({ functionName: invoked.functionName, payload });
  });
}
