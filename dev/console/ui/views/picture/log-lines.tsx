import type { UploadDetail } from "../../../wire/wire.ts";
import { Empty, Panel } from "../../components/panel.tsx";
import { laidOut } from "../../components/json-view.tsx";

/** What the function logged meanwhile. */
export function LogLines({ detail }: { readonly detail: UploadDetail }) {
  const lines = detail.trace.spans.filter(({ kind }) => kind === "log");
  const startedAt = Date.parse(detail.trace.startedAt);
  return (
    <Panel title="Log lines" flush>
      {lines.length === 0 ? <Empty title="It logged nothing" /> : null}
      <ol class="log">
        {lines.map(({ detail: text = "", start }, index) => (
          <li key={index} class="log-line">
            <time class="dim">{new Date(startedAt + start).toISOString().slice(11, 23)}</time>
            {text.startsWith("{") ? (
              <details class="fold">
                <summary>
                  <span class="mono">{text}</span>
                </summary>
                <pre class="code" tabIndex={0}>
                  {laidOut(text)}
                </pre>
              </details>
            ) : (
              <span class="mono">{text}</span>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
