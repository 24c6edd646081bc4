import * as v from "valibot";
import { ControlError, jsonAnswer } from "../../endpoint/http/control.ts";
import type { HttpResponse } from "../../endpoint/service.ts";
import { buildTrace } from "../../trace/build-trace.ts";
import type { StoredTrace } from "../../trace/store.ts";
import type { UploadDetail, UploadSummary } from "../wire/wire.ts";
import type { ConsoleParts, Steps } from "./parts.ts";
import { summarise } from "./upload-summary.ts";

const Page = v.object({
  limit: v.optional(v.pipe(v.string(), v.transform(Number), v.integer(), v.minValue(1), v.maxValue(200)), "60"),
  before: v.optional(v.string()),
  bucket: v.optional(v.string()),
  key: v.optional(v.string()),
});

/** `?limit&before=<id>`: a page of uploads, newest first; with `?bucket&key` those of one object. */
export async function listUploads(parts: ConsoleParts, query: URLSearchParams): Promise<HttpResponse> {
  const { traces } = stepsOf(parts);
  const page = v.safeParse(Page, Object.fromEntries(query));
  if (!page.success) throw new ControlError(400, "Expected ?limit=…&before=…, or ?bucket=…&key=….");
  const { limit, before, bucket, key } = page.output;
  const about = bucket === undefined || key === undefined ? undefined : { bucket, key };
  const found = (await traces.list(limit, { before, about })).map(summaryOf);
  return jsonAnswer({ uploads: found });
}

/** `?id=`: an upload with its waterfall and each call of AWS. */
export async function uploadDetail(parts: ConsoleParts, query: URLSearchParams): Promise<HttpResponse> {
  const { traces, calls } = stepsOf(parts);
  const trace = await traces.find(query.get("id") ?? "");
  if (trace === undefined) throw new ControlError(404, "This trace is not kept any more: the last 1,000 are.");
  const detail: UploadDetail = {
    upload: summaryOf(trace),
    trace: buildTrace(trace),
    calls: calls.of(trace.id),
    payload: trace.payload,
  };
  return jsonAnswer(detail);
}

function stepsOf({ steps, engine }: ConsoleParts): Steps {
  if (steps !== undefined) return steps;
  throw new ControlError(
    409,
    `The steps of an upload cannot be seen on ${engine}: the embedded engine alone tells them.`,
  );
}

function summaryOf({ id, steps, payload }: StoredTrace): UploadSummary {
  return summarise(id, steps, payload);
}
