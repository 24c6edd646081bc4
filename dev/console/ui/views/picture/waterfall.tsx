import type { RecordedCall } from "../../../../trace/call-ring.ts";
import type { Span } from "../../../../trace/trace.ts";
import type { UploadDetail } from "../../../wire/wire.ts";
import { Empty, Panel } from "../../components/panel.tsx";
import { duration } from "../../format.ts";
import { CallView } from "./call-view.tsx";

/** The trace of an upload: every step, as long as it took, and what was asked and answered in each call. */
export function Waterfall({ detail }: { readonly detail: UploadDetail }) {
  const { trace, calls } = detail;
  const spans = trace.spans.filter(({ kind }) => kind !== "log");
  return (
    <Panel title="Steps" side={<span class="dim small mono">{trace.id}</span>} flush>
      {spans.length === 0 ? <Empty title="No step was told yet" /> : null}
      <ol class="waterfall">
        {spans.map((span, index) => {
          const call = span.kind === "call" ? callOf(span, trace.startedAt, calls) : undefined;
          return (
            <li key={index}>
              {call === undefined ? (
                <div class="step">
                  <Step span={span} total={trace.ms} />
                </div>
              ) : (
                <details class="fold">
                  <summary class="step">
                    <Step span={span} total={trace.ms} />
                  </summary>
                  <CallView call={call} />
                </details>
              )}
            </li>
          );
        })}
      </ol>
      {calls.length === 0 && spans.some(({ kind }) => kind === "call") ? (
        <p class="panel-body dim small">
          What was asked and answered is not kept any more: the last 8 MB are, of this start of the environment.
        </p>
      ) : null}
    </Panel>
  );
}

function Step({ span, total }: { readonly span: Span; readonly total: number }) {
  const { name, detail, start, ms, error, depth, kind, attempt = 1, fault } = span;
  const share = (part: number): string => `${(100 * Math.max(0, part)) / Math.max(total, 1)}%`;
  return (
    <>
      <span class="step-name" style={{ paddingLeft: `${depth * 16}px` }}>
        {name}
        {attempt > 1 ? <span class="dim small"> attempt {attempt}</span> : null}
        {detail === undefined ? null : <span class="dim small"> {detail}</span>}
        {fault === undefined ? null : <span class="dim small"> by fault {fault}</span>}
        {error === undefined ? null : <span class="step-error small">{error}</span>}
      </span>
      <span class="step-track" aria-hidden="true">
        <span
          class="step-bar"
          data-kind={error === undefined ? kind : "error"}
          style={{ left: share(start), width: `max(3px, ${share(ms ?? total - start)})` }}
        />
      </span>
      <span class="step-ms small">{ms === undefined ? "…" : ms === 0 ? `at ${duration(start)}` : duration(ms)}</span>
    </>
  );
}

/** A span tells its service as a person writes it, and when it began since the trace did. */
function callOf(span: Span, startedAt: string, calls: readonly RecordedCall[]): RecordedCall | undefined {
  const at = Date.parse(startedAt) + span.start;
  const operation = span.name.split(" ").at(-1);
  return calls.find((call) => call.operation === operation && Math.abs(call.at - at) < 1.5);
}
