import { useEffect, useState } from "preact/hooks";
import type { UploadDetail } from "../../../wire/wire.ts";
import { aws, get } from "../../api.ts";
import { Badge } from "../../components/badge.tsx";
import { Button } from "../../components/button.tsx";
import { JsonView } from "../../components/json-view.tsx";
import { Panel } from "../../components/panel.tsx";
import { tell } from "../../store.ts";

interface SampleEvent {
  readonly name: string;
  readonly event: unknown;
}

interface Answer {
  readonly status: number;
  readonly error: string | undefined;
  readonly payload: string;
  readonly ms: number;
}

/** Invokes a function with an event: one of the fixtures, the last real one, or one that is typed. */
export function EventEditor({ name, last }: { readonly name: string; readonly last: string | undefined }) {
  const [text, setText] = useState("{}");
  const [samples, setSamples] = useState<readonly SampleEvent[]>([]);
  const [answer, setAnswer] = useState<Answer>();
  useEffect(() => {
    get<{ events: readonly SampleEvent[] }>("events").then(
      ({ events }) => setSamples(events),
      () => undefined,
    );
  }, []);
  const takeLast = async (): Promise<void> => {
    const { payload } = await get<UploadDetail>("upload", { id: last ?? "" });
    if (payload === undefined) tell("Its event was not kept.", "bad");
    else setText(JSON.stringify(JSON.parse(payload), undefined, 2));
  };
  const invoke = async (): Promise<void> => {
    const startedAt = performance.now();
    const event: unknown = JSON.parse(text);
    const {
      StatusCode = 0,
      FunctionError,
      Payload: answered,
    } = await aws("lambda:Invoke", {
      FunctionName: name,
      Payload: JSON.stringify(event),
    });
    setAnswer({ status: StatusCode, error: FunctionError, payload: answered ?? "", ms: performance.now() - startedAt });
  };
  return (
    <Panel title="Send an event">
      <div class="editor">
        <div class="row">
          <label class="field">
            <span class="unseen">Event</span>
            <select
              class="select"
              onChange={({ currentTarget }) => {
                const sample = samples[Number(currentTarget.value)];
                if (sample !== undefined) setText(JSON.stringify(sample.event, undefined, 2));
              }}
            >
              <option value="">An event of the fixtures …</option>
              {samples.map((sample, index) => (
                <option key={sample.name} value={index}>
                  {sample.name}
                </option>
              ))}
            </select>
          </label>
          <Button disabled={last === undefined} onPress={takeLast}>
            The last real one
          </Button>
          <Button kind="main" onPress={invoke}>
            Invoke
          </Button>
        </div>
        <textarea
          class="area"
          aria-label="The event, JSON"
          spellcheck={false}
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
        {answer === undefined ? null : (
          <div role="status">
            <p class="row">
              <Badge tone={answer.error === undefined ? "good" : "bad"} text={answer.error ?? String(answer.status)} />
              <span class="dim small">{Math.round(answer.ms)} ms</span>
            </p>
            <JsonView text={answer.payload} />
          </div>
        )}
      </div>
    </Panel>
  );
}
