import { get } from "../../api.ts";
import { Badge } from "../../components/badge.tsx";
import { Empty, Panel, Trouble } from "../../components/panel.tsx";
import { useLoad } from "../../components/use-load.ts";
import { several } from "../../format.ts";
import { uploads } from "../../store.ts";

interface Told {
  readonly mode?: "replay" | "record";
  readonly set?: string;
  readonly answers?: readonly { readonly at: number; readonly operation: string; readonly file: string }[];
  readonly misses?: readonly (string | { readonly line: string; readonly times: number; readonly text: string })[];
  readonly written?: readonly string[];
  readonly kept?: readonly string[];
  readonly refused?: readonly string[];
}

/** What recordings answered, and what none did, in the modes that have any. */
export function Recordings() {
  const last = uploads.value[0];
  const { value, trouble } = useLoad(`${last?.id} ${last?.status}`, () => get<Told>("recordings"));
  return (
    <div class="view">
      <h1>Recordings</h1>
      {trouble === undefined ? null : <Trouble text={trouble} />}
      {value === undefined ? null : value.mode === undefined ? (
        <Panel>
          <Empty title="Rekognition's calls are answered without recordings">
            With --rekognition replay or record, what was answered by which recording is here.
          </Empty>
        </Panel>
      ) : (
        <Set told={value} />
      )}
    </div>
  );
}

function Set({ told }: { readonly told: Told }) {
  const { mode, set, answers, misses = [], written, kept, refused } = told;
  return (
    <>
      <Panel title={`Misses of the set ${set ?? ""}`} side={<Badge tone="plain" text={mode ?? ""} />} flush>
        {misses.length === 0 ? <Empty title="Every call was answered" /> : null}
        <ul class="messages">
          {misses.map((miss) =>
            typeof miss === "string" ? (
              <li key={miss}>{miss}</li>
            ) : (
              <li key={miss.line}>
                <p class="row">
                  <Badge tone="bad" text="miss" /> <strong>{miss.line}</strong>
                  <span class="dim small">{several(miss.times, "time")}</span>
                </p>
                <pre class="code miss" tabIndex={0}>
                  {miss.text}
                </pre>
              </li>
            ),
          )}
        </ul>
      </Panel>
      {answers === undefined ? null : (
        <Panel title="Answered" flush>
          {answers.length === 0 ? <Empty title="No call yet" /> : null}
          <ol class="log">
            {answers.map(({ at, operation, file }, index) => (
              <li key={index} class="log-line">
                <time class="dim">{new Date(at).toISOString().slice(11, 23)}</time>
                <span>
                  {operation} <code>{file}</code>
                </span>
              </li>
            ))}
          </ol>
        </Panel>
      )}
      <Files title="Written" files={written} />
      <Files title="Left as they are, though the upstream answers otherwise" files={kept} />
      <Files title="Not stored" files={refused} />
    </>
  );
}

function Files({ title, files = [] }: { readonly title: string; readonly files: readonly string[] | undefined }) {
  if (files.length === 0) return null;
  return (
    <Panel title={title}>
      <ul class="mono small">
        {files.map((file) => (
          <li key={file}>{file}</li>
        ))}
      </ul>
    </Panel>
  );
}
