import type { UploadDetail } from "../../../wire/wire.ts";
import { Empty, Panel } from "../../components/panel.tsx";
import { LogText } from "../../components/log-text.tsx";

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
            <LogText text={text} />
          </li>
        ))}
      </ol>
    </Panel>
  );
}
