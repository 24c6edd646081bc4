import type { RecordedAnswer } from "../../../../rekognition/recordings/recent-answers.ts";
import type { Recorded } from "../../../wire/recordings.ts";
import { get } from "../../api.ts";
import { Badge } from "../../components/badge.tsx";
import { Empty, Panel, Trouble } from "../../components/panel.tsx";
import { useLoad } from "../../components/use-load.ts";
import { timeOf } from "../../format.ts";
import { link } from "../../router.ts";
import { uploads } from "../../store.ts";
import { Miss } from "./miss.tsx";

/** What recordings answered, and what none did, in the modes that have any. */
export function Recordings() {
  const last = uploads.value[0];
  const { value, trouble } = useLoad(`${last?.id} ${last?.status}`, () => get<Recorded>("recordings"));
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
        <RecordedSet told={value} />
      )}
    </div>
  );
}

function RecordedSet({ told }: { readonly told: Recorded }) {
  const { mode, set = "", answers = [], misses = [], refused = [] } = told;
  return (
    <>
      {mode === "record" ? null : (
        <Panel title={`Misses of the set ${set}`} side={<Badge tone="plain" text="replay" />} flush>
          {misses.length === 0 ? <Empty title="Every call was answered" /> : null}
          <ul class="messages">
            {misses.map((miss) => (
              <Miss key={miss.line} miss={miss} />
            ))}
          </ul>
        </Panel>
      )}
      {refused.length === 0 ? null : (
        <Panel title="Not stored">
          <ul>
            {refused.map((why) => (
              <li key={why}>{why}</li>
            ))}
          </ul>
        </Panel>
      )}
      <Panel
        title={mode === "record" ? `Recorded into the set ${set}` : "Which recording answered"}
        side={mode === "record" ? <Badge tone="warn" text="record" /> : undefined}
        flush
      >
        {answers.length === 0 ? <Empty title="No call yet" /> : <Answers answers={answers} />}
      </Panel>
    </>
  );
}

const HOW = {
  answered: { tone: "good", text: "answered" },
  written: { tone: "good", text: "written" },
  kept: { tone: "warn", text: "left as it was: the upstream answers otherwise" },
} as const;

function Answers({ answers }: { readonly answers: readonly RecordedAnswer[] }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Calls and their recordings">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">At</th>
            <th scope="col">Call</th>
            <th scope="col">Recording</th>
            <th scope="col">How</th>
            <th scope="col">For</th>
          </tr>
        </thead>
        <tbody>
          {answers.map(({ at, operation, file, how, traceId }, index) => (
            <tr key={answers.length - index}>
              <td class="dim">{timeOf(at)}</td>
              <td>{operation}</td>
              <td class="mono small">{file}</td>
              <td>
                <Badge {...HOW[how]} />
              </td>
              <td>{traceId === undefined ? null : <About id={traceId} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function About({ id }: { readonly id: string }) {
  const upload = uploads.value.find((one) => one.id === id);
  return <a href={link("upload", id)}>{upload?.object?.key ?? "an event"}</a>;
}
