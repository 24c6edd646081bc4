import type { RecordedCall } from "../../../../trace/call-ring.ts";
import { get } from "../../api.ts";
import { Badge } from "../../components/badge.tsx";
import { Button } from "../../components/button.tsx";
import { JsonView } from "../../components/json-view.tsx";
import { useState } from "preact/hooks";
import type { Verdict } from "../../../wire/verdict.ts";

/** What a call asked and what was answered, and on demand what the policy says of it. */
export function CallView({ call }: { readonly call: RecordedCall }) {
  return (
    <div class="call">
      <div class="call-side">
        <h3>Asked</h3>
        <JsonView text={call.input} />
      </div>
      <div class="call-side">
        <h3 class="row">
          Answered <Badge tone={call.status < 400 ? "good" : "bad"} text={String(call.status)} />
        </h3>
        {call.error === undefined ? <JsonView text={call.output} /> : <p class="trouble">{call.error}</p>}
      </div>
      <Policy call={call} />
    </div>
  );
}

function Policy({ call }: { readonly call: RecordedCall }) {
  const [verdicts, setVerdicts] = useState<readonly Verdict[]>();
  if (call.roleArn === undefined) return <p class="dim small">Called without a role: no policy is asked.</p>;
  const { roleArn } = call;
  const ask = async (): Promise<void> => {
    const query = { role: roleArn, needed: JSON.stringify(call.needed) };
    setVerdicts((await get<{ verdicts: Verdict[] }>("policy", query)).verdicts);
  };
  return (
    <div>
      {verdicts === undefined ? (
        <Button onPress={ask}>What does the policy say?</Button>
      ) : (
        <ul>
          {verdicts.map(({ action, resource, allowed, by }) => (
            <li key={action + resource} class="row">
              <Badge tone={allowed ? "good" : "bad"} text={allowed ? "allowed" : "denied"} />
              <code>{action}</code> on <code>{resource}</code>
              <span class="dim small">{by}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
