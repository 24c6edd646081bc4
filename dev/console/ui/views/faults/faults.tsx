import { useState } from "preact/hooks";
import { Badge } from "../../components/badge.tsx";
import { Button } from "../../components/button.tsx";
import { Empty, Panel, Trouble } from "../../components/panel.tsx";
import { useLoad } from "../../components/use-load.ts";
import { get, post } from "../../api.ts";
import { several } from "../../format.ts";
import { engine, tell, uploads } from "../../store.ts";
import { SWITCHES } from "./switches.ts";

interface Fault {
  readonly id: string;
  readonly service: string;
  readonly operation?: string;
  readonly kind: string;
  readonly share?: number;
  readonly count?: number;
  readonly delayMs?: number;
  readonly caller: string;
  readonly hits: number;
}

/** Faults in the way of calls: the usual ones as switches, others by name. */
export function Faults() {
  const last = uploads.value[0];
  const { value, trouble, again } = useLoad(`${last?.id} ${last?.status}`, () =>
    get<{ faults: readonly Fault[] }>("faults"),
  );
  const faults = value?.faults ?? [];
  const add = async (fault: object): Promise<void> => {
    await post("add-fault", fault);
    again();
  };
  const clear = async (id: string | undefined): Promise<void> => {
    await post("clear-faults", id === undefined ? {} : { id });
    again();
  };
  return (
    <div class="view">
      <div class="view-head">
        <h1>Faults</h1>
        <Button disabled={faults.length === 0} onPress={() => clear(undefined)}>
          Clear all
        </Button>
      </div>
      {trouble === undefined ? null : <Trouble text={trouble} />}
      {/* Nothing to switch where the engine has no faults. */}
      {engine.value?.traces === false ? null : (
        <>
          <Panel title="Switches" flush>
            <ul class="faults">
              {SWITCHES.map(({ text, fault }) => {
                const standing = faults.find((one) => isSame(one, fault));
                return (
                  <li key={text}>
                    <button
                      type="button"
                      role="switch"
                      class="switch"
                      aria-checked={standing !== undefined}
                      aria-label={text}
                      onClick={() => {
                        const done = standing === undefined ? add(fault) : clear(standing.id);
                        done.catch((error: unknown) => tell(String(error), "bad"));
                      }}
                    />
                    <span>{text}</span>
                    {standing === undefined ? null : <Badge tone="warn" text={several(standing.hits, "hit")} />}
                  </li>
                );
              })}
            </ul>
          </Panel>
          <NewFault add={add} />
          <Panel title="Standing faults" flush>
            {faults.length === 0 ? <Empty title="Nothing stands in the way of a call" /> : null}
            <ul class="faults">
              {faults.map((fault) => (
                <li key={fault.id}>
                  <strong>{fault.kind}</strong>
                  <span>
                    {fault.service} {fault.operation ?? "every operation"}
                    {fault.delayMs === undefined ? "" : `, ${fault.delayMs} ms`}
                    {fault.count === undefined ? "" : `, ${several(fault.count, "call")}`}
                    {fault.share === undefined ? "" : `, ${Math.round(fault.share * 100)} % of the calls`}
                    {fault.caller === "any" ? ", whoever calls" : ", called by a function"}
                  </span>
                  <Badge tone={fault.hits > 0 ? "warn" : "plain"} text={several(fault.hits, "hit")} />
                  <Button onPress={() => clear(fault.id)}>Clear</Button>
                </li>
              ))}
            </ul>
          </Panel>
        </>
      )}
    </div>
  );
}

function isSame(fault: Fault, asked: (typeof SWITCHES)[number]["fault"]): boolean {
  return fault.service === asked.service && fault.operation === asked.operation && fault.kind === asked.kind;
}

const SERVICES = ["dynamodb", "rekognition", "s3", "sqs", "ssm", "lambda", "sts"];
const KINDS = ["throttling", "server-error", "unavailable", "access-denied", "slow"];

function NewFault({ add }: { readonly add: (fault: object) => Promise<void> }) {
  const [fault, setFault] = useState({
    service: "dynamodb",
    operation: "",
    kind: "throttling",
    count: "",
    delayMs: "1000",
  });
  const set = (name: keyof typeof fault) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setFault((before) => ({ ...before, [name]: value }));
  };
  const { service, operation, kind, count, delayMs } = fault;
  return (
    <Panel title="Another one">
      <div class="row">
        <label class="field">
          Service
          <select class="select" value={service} onChange={set("service")}>
            {SERVICES.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label class="field">
          Operation
          <input class="input" placeholder="every" value={operation} onInput={set("operation")} />
        </label>
        <label class="field">
          Kind
          <select class="select" value={kind} onChange={set("kind")}>
            {KINDS.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label class="field">
          Calls
          <input class="input" inputMode="numeric" size={5} placeholder="all" value={count} onInput={set("count")} />
        </label>
        {kind === "slow" ? (
          <label class="field">
            Milliseconds
            <input class="input" inputMode="numeric" size={6} value={delayMs} onInput={set("delayMs")} />
          </label>
        ) : null}
        <Button
          kind="main"
          onPress={() =>
            add({
              service,
              kind,
              ...(operation.trim() === "" ? {} : { operation: operation.trim() }),
              ...(count.trim() === "" ? {} : { count: Number(count) }),
              ...(kind === "slow" ? { delayMs: Number(delayMs) } : {}),
            })
          }
        >
          Add
        </Button>
      </div>
    </Panel>
  );
}
