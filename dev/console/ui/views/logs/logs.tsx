import { useEffect, useRef, useState } from "preact/hooks";
import { aws, reasonOf } from "../../api.ts";
import { Button } from "../../components/button.tsx";
import { FilterForm } from "../../components/filter-form.tsx";
import { Empty, Panel, Trouble } from "../../components/panel.tsx";
import { LogText } from "../../components/log-text.tsx";
import { useLoad } from "../../components/use-load.ts";
import { onMessage } from "../../live.ts";
import { go, link } from "../../router.ts";
import { engine } from "../../store.ts";

interface Line {
  readonly id: string;
  readonly at: number;
  readonly text: string;
}

const MOST = 1000;
const SINCE_MS = 3 * 3600 * 1000;
/** Milliseconds between looks, where nothing is told by itself. */
const LOOK_MS = 3000;

/** The lines of a log group as they come, with the filter patterns of CloudWatch Logs. */
export function Logs({ parts }: { readonly parts: readonly string[] }) {
  const groups = useLoad("groups", () => aws("logs:DescribeLogGroups", {}));
  const names = (groups.value?.logGroups ?? []).map(({ logGroupName = "" }) => logGroupName);
  const group = parts.length === 0 ? names[0] : parts.join("/");
  return (
    <div class="view">
      <div class="view-head">
        <h1>Logs</h1>
        <label class="field">
          Log group
          <select class="select" value={group} onChange={({ currentTarget }) => go(link("logs", currentTarget.value))}>
            {[...new Set([...names, ...(group === undefined ? [] : [group])])].map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      </div>
      {groups.trouble === undefined ? null : <Trouble text={groups.trouble} />}
      {group === undefined ? (
        <Panel>
          <Empty title="There is no log group yet">A function makes one when it runs for the first time.</Empty>
        </Panel>
      ) : (
        <LogGroup key={group} name={group} />
      )}
    </div>
  );
}

function LogGroup({ name }: { readonly name: string }) {
  const [asked, setAsked] = useState("");
  const [isLive, setLive] = useState(true);
  const [lines, setLines] = useState<readonly Line[]>();
  const [trouble, setTrouble] = useState<string>();
  const timer = useRef<number | undefined>(undefined);
  const read = async (): Promise<void> => {
    try {
      const page = await aws("logs:FilterLogEvents", {
        logGroupName: name,
        startTime: Date.now() - SINCE_MS,
        limit: MOST,
        ...(asked === "" ? {} : { filterPattern: asked }),
      });
      const found = (page.events ?? []).map(({ eventId = "", timestamp = 0, message = "" }) => ({
        id: eventId,
        at: timestamp,
        text: message.trimEnd(),
      }));
      setLines(found.toSorted((a, b) => b.at - a.at));
      setTrouble(undefined);
    } catch (error) {
      setTrouble(reasonOf(error));
    }
  };
  useEffect(() => {
    void read();
    if (!isLive) return;
    // What is told says that there is more; the filter is CloudWatch's own, so that it is asked.
    const soon = (): void => {
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        void read();
      }, 150);
    };
    const stop = onMessage((message) => {
      if (message.type === "logs" && message.group === name) soon();
    });
    const looks = engine.value?.traces === false ? setInterval(soon, LOOK_MS) : undefined;
    return () => {
      stop();
      clearInterval(looks);
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, [name, asked, isLive]);
  return (
    <Panel
      title={name}
      side={
        <FilterForm label="Filter pattern" example='{ $.level = "ERROR" }' ask={setAsked}>
          <Button pressed={isLive} onPress={() => setLive(!isLive)}>
            Live
          </Button>
        </FilterForm>
      }
      flush
    >
      {trouble === undefined ? null : <Trouble text={trouble} />}
      {lines === undefined ? <Empty title="Reading …" /> : null}
      {lines?.length === 0 ? <Empty title={asked === "" ? "No line within three hours" : "No line matches"} /> : null}
      <ol class="log" reversed>
        {(lines ?? []).map(({ id, at, text }) => (
          <li key={id} class="log-line" data-level={levelOf(text)}>
            <time class="dim" dateTime={new Date(at).toISOString()}>
              {new Date(at).toISOString().slice(11, 23)}
            </time>
            <LogText text={text} />
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function levelOf(text: string): string | undefined {
  if (/"level":"(ERROR|CRITICAL)"|\bERROR\b|Task timed out/.test(text)) return "error";
  return /"level":"WARN/.test(text) ? "warn" : undefined;
}
